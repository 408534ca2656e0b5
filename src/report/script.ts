/**
 * Extras alone: everything reads without it. Opens all details for print and on demand, and a link's details when
 * its cell in the table is followed. The text of queries opens one by one: together it would drown the rest.
 */
export const SCRIPT = `(() => {
const all = () => [...document.querySelectorAll("details")].filter((d) => !d.closest(".queries"));
const button = document.getElementById("all");
const openLabel = button.textContent;
const follow = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") target.open = true;
};
button.hidden = false;
button.addEventListener("click", () => {
  const open = !all().every((d) => d.open);
  for (const d of all()) d.open = open;
  button.textContent = open ? button.dataset.close : openLabel;
});
addEventListener("hashchange", follow);
follow();
let closed = [];
addEventListener("beforeprint", () => {
  closed = all().filter((d) => !d.open);
  for (const d of closed) d.open = true;
});
addEventListener("afterprint", () => {
  for (const d of closed) d.open = false;
});
})();`;
