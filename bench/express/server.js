/*
 * A streaming chat endpoint as many sites have it, in Express, for comparison. It does no more than pass the model's
 * words on, and does that soundly: events are put together however their bytes are cut, a slow visitor slows the
 * upstream, a visitor who leaves ends the call, connections to the upstream are used again.
 *
 *   PORT, AI_API_URL: where it listens, and the upstream's .../chat/completions
 */
import { Agent, request } from "node:http";
import { StringDecoder } from "node:string_decoder";
import express from "express";

const { PORT, AI_API_URL, AI_API_KEY = "none" } = process.env;
const upstream = new URL(AI_API_URL);
const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 1024 });

const app = express();
app.disable("x-powered-by");
app.use(express.json());

app.post("/chat", (req, res) => {
  if (typeof req.body?.message !== "string") {
    res.status(400).json({ error: "message is missing; the visitor's question is expected" });
    return;
  }
  res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  const call = ask(req.body.message);
  call.on("response", (answer) => pass(answer, res));
  call.on("error", () => fail(res));
  res.on("close", () => res.writableFinished || call.destroy());
});

function ask(message) {
  const body = JSON.stringify({
    model: "bench",
    messages: [{ role: "user", content: message }],
    stream: true,
  });
  const call = request(upstream, {
    agent,
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
      Authorization: `Bearer ${AI_API_KEY}`,
    },
  });
  call.end(body);
  return call;
}

/** Writes the text of each event of the answer to the visitor as an event of its own. */
function pass(answer, res) {
  if (answer.statusCode !== 200) {
    answer.resume();
    fail(res);
    return;
  }
  const decoder = new StringDecoder("utf8");
  let rest = "";
  answer.on("data", (bytes) => {
    const lines = (rest + decoder.write(bytes)).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      passLine(line, res);
    }
    if (res.writableNeedDrain) {
      answer.pause();
      res.once("drain", () => answer.resume());
    }
  });
  answer.on("end", () => send(res, "done", {}));
  answer.on("error", () => fail(res));
}

function passLine(line, res) {
  const data = line.startsWith("data:") ? line.slice(5).trim() : "";
  if (data === "[DONE]") {
    send(res, "done", {});
  } else if (data !== "" && !res.writableEnded) {
    const text = textOf(data);
    if (text) {
      res.write(`event: chunk\ndata: ${JSON.stringify({ text })}\n\n`);
    }
  }
}

/** The text of one event, or nothing where it has none or is no JSON. */
function textOf(data) {
  try {
    return JSON.parse(data).choices?.[0]?.delta?.content;
  } catch {
    return undefined;
  }
}

function fail(res) {
  send(res, "error", { error: "The model can't be reached." });
}

/** Sends the last event, unless there was one. */
function send(res, event, data) {
  if (!res.writableEnded) {
    res.end(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

const server = app.listen(Number(PORT), "127.0.0.1", 4096, () => {
  console.log(`listens on 127.0.0.1:${server.address().port}`);
});
