// Sends events over plain sockets, each connection one request at a time, and prints what came of it as JSON.
//   node load.mjs <port> <write key> <events a request> <connections> <seconds> [<events a second, at most> [<first number>]]
// A client of its own, because a library would need as much of the processor as the server that is measured.
import { connect } from "node:net";

const [port, key, batch, connections, seconds, rate, first] = process.argv
  .slice(2)
  .map((x, i) => (i === 1 ? x : Number(x)));
const pause = rate ? (1000 * batch * connections) / rate : 0;
const began = performance.now();
const until = began + seconds * 1000;
const taken = [];
let [next, events, refused, failed] = [first || 0, 0, 0, 0];

/** An order, a page or a click: two fifths of what a shop sends are pages, one in ten events is an order. */
function event(number) {
  const who = `"userId":"u${number % 200_000}","messageId":"m${number}","timestamp":"${new Date(1.78e12 + number * 20).toISOString()}"`;
  if (number % 10 === 0)
    return `{"type":"track","event":"Order Completed",${who},"properties":{"order_id":"o${number}","revenue":${(number % 9_000) / 100 + 5},"currency":"EUR"}}`;
  if (number % 10 < 5)
    return `{"type":"page","name":"Prices",${who},"context":{"locale":"en","campaign":{"name":"spring","medium":"email"}}}`;
  return `{"type":"track","event":"Product Viewed",${who},"properties":{"sku":"A-${number % 500}","price":12.5}}`;
}

function request() {
  const all = [];
  for (let i = 0; i < batch; i++) all.push(event(next++));
  const body = batch === 1 ? all[0] : `{"batch":[${all.join(",")}]}`;
  const path = batch === 1 ? (body.startsWith('{"type":"page"') ? "page" : "track") : "batch";
  return `POST /v1/${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const one = (place) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let [sent, said] = [0, ""];
    const send = () => {
      if (performance.now() >= until) return socket.end();
      sent = performance.now();
      socket.write(request());
    };
    socket.on("connect", () => setTimeout(send, (pause * place) / connections));
    socket.on("data", (part) => {
      said += part.toString("latin1");
      const end = said.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(said)?.[1] ?? 0);
      if (said.length < end + 4 + length) return;
      const took = performance.now() - sent;
      if (said.startsWith("HTTP/1.1 200")) {
        taken.push(took);
        events += batch;
      } else if (said.startsWith("HTTP/1.1 429")) refused += 1;
      else failed += 1;
      said = "";
      const rest = pause - took;
      if (rest > 0) setTimeout(send, rest);
      else send();
    });
    socket.on("error", () => (failed += 1));
    socket.on("close", resolve);
  });

await Promise.all(Array.from({ length: connections }, (_, i) => one(i)));
const lasted = (performance.now() - began) / 1000;
taken.sort((a, b) => a - b);
const quantile = (share) =>
  Number((taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0).toFixed(1));
console.log(
  JSON.stringify({
    events,
    requests: taken.length,
    refused,
    failed,
    seconds: lasted,
    p50: quantile(0.5),
    p99: quantile(0.99),
    most: quantile(1),
    next,
  }),
);
