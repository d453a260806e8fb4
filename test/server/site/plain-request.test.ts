import { expect, test } from "vitest";
import { readPlain } from "../../../src/server/site/plain-request.ts";

test.each([
  ["GET /feed.xml HTTP/1.1\r\nHost: news.example\r\n\r\n", { host: "news.example" }],
  ['HEAD /?v=1 HTTP/1.1\r\nhost:x\r\nIF-NONE-MATCH:\t "a" \t\r\n\r\n', { host: "x", "if-none-match": '"a"' }],
  [
    "GET / HTTP/1.1\r\nHost: x\r\nConnection: Keep-Alive\r\nX-Empty:\r\n\r\n",
    { host: "x", connection: "Keep-Alive", "x-empty": "" },
  ],
])("%j is plain", (head, headers) => {
  expect(readPlain(head)?.headers).toEqual(headers);
});

test.each([
  ["a body by length", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"],
  ["no body by length", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"],
  ["a body in chunks", "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"],
  ["a blank before the colon", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\n"],
  ["a folded line", "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n Content-Length: 5\r\n\r\n"],
  ["a line that ends in LF", "GET / HTTP/1.1\r\nHost: x\nContent-Length: 5\r\n\r\n"],
  ["a bare CR", "GET / HTTP/1.1\r\nHost: x\r\nX: a\rContent-Length: 5\r\n\r\n"],
  ["a byte beyond ASCII", "GET / HTTP/1.1\r\nHost: x\r\nX: \u00e9\r\n\r\n"],
  ["a control character", "GET / HTTP/1.1\r\nHost: x\r\nX: \u0001\r\n\r\n"],
  ["a header said twice", 'GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: "a"\r\nif-none-match: "b"\r\n\r\n'],
  ["two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"],
  ["no host", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"],
  ["no header at all", "GET / HTTP/1.1\r\n\r\n"],
  ["an older version", "GET / HTTP/1.0\r\nHost: x\r\n\r\n"],
  ["a whole address", "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["another method", "POST / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["a method in small letters", "get / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["a part", "GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\n\r\n"],
  ["another protocol", "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"],
  ["the last request", "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
  ["two requests", "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["half a request", "GET / HTTP/1.1\r\nHost: x\r\n"],
  ["a name of an object's own", "GET / HTTP/1.1\r\nHost: x\r\n__proto__: y\r\nContent-Length: 1\r\n\r\n"],
  ["a long head", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(5000)}\r\n\r\n`],
])("%s is for node:http", (_, head) => {
  expect(readPlain(head)).toBeNull();
});

test("a flood of different heads, or of crooked ones, takes no time", () => {
  const blanks = `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a ".repeat(2000)}\u0001\r\n\r\n`;
  for (let i = 0; i < 2000; i++) expect(readPlain(blanks.replace("Host: x", `Host: ${i}`))).toBeNull();
});
