// What a server of nothing but Node's own parts comes to: takes JSON, appends it to a file, answers when it is on the disk.
//   node bare.mjs <file>       prints its port; ends with its standard input
// The baseline of the server: the same machine at the same moment, the same senders, the same promise of durability.
import { open } from "node:fs/promises";
import { createServer } from "node:http";

const file = await open(process.argv[2], "a");
let [waiting, isWriting] = [[], false];

async function write() {
  isWriting = true;
  while (waiting.length > 0) {
    const taken = waiting;
    waiting = [];
    await file.appendFile(taken.map(({ text }) => text).join(""));
    await file.datasync();
    for (const { done } of taken) done();
  }
  isWriting = false;
}

const server = createServer((request, reply) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const answer = () => {
      const text = '{"success":true}';
      reply.writeHead(200, { "content-type": "application/json", "content-length": text.length }).end(text);
    };
    if (request.method !== "POST") return answer();
    const said = JSON.parse(body);
    const text = (said.batch ?? [said]).map((event) => `${JSON.stringify(event)}\n`).join("");
    waiting.push({ text, done: answer });
    if (!isWriting) setImmediate(() => isWriting || write());
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.on("message", (what) => what === "usage" && process.send(process.cpuUsage()));
process.stdin.on("end", () => process.exit()).resume();
