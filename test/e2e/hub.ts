/** A small WebSub hub on loopback: verifies who subscribes (§5.3), fetches what it is told of and hands it out, signed (§7.1). */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** Serves on a free port of loopback until the test ends; its address. */
export async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

export interface Hub {
  readonly url: string;
  /** Topics it was told of, in the order of telling. */
  readonly told: string[];
  /** Statuses to answer the next calls of `publish` with, before it works again. */
  readonly failures: number[];
}

interface Subscriber {
  readonly callback: string;
  readonly secret: string;
}

export async function startHub(): Promise<Hub> {
  const subscribers = new Map<string, Subscriber>();
  const told: string[] = [];
  const failures: number[] = [];
  const url = await serve((request, response) => {
    void textOf(request).then((text) => answer(new URLSearchParams(text), response));
  });
  const answer = async (form: URLSearchParams, response: ServerResponse): Promise<void> => {
    const mode = form.get("hub.mode");
    if (mode === "subscribe") {
      response.writeHead(202).end();
      const topic = form.get("hub.topic")!;
      const callback = form.get("hub.callback")!;
      if (await verifies(callback, topic)) subscribers.set(topic, { callback, secret: form.get("hub.secret") ?? "" });
      return;
    }
    const failure = failures.shift();
    if (mode !== "publish" || failure !== undefined) return void response.writeHead(failure ?? 400).end();
    const topic = form.get("hub.url")!;
    told.push(topic);
    response.writeHead(204).end();
    const subscriber = subscribers.get(topic);
    if (subscriber !== undefined) await distribute(topic, url, subscriber);
  };
  return { url, told, failures };
}

async function verifies(callback: string, topic: string): Promise<boolean> {
  const challenge = "prove-it";
  const question = new URLSearchParams({ "hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": challenge });
  const answered = await fetch(`${callback}?${question.toString()}`);
  return answered.ok && (await answered.text()) === challenge;
}

async function distribute(topic: string, hub: string, { callback, secret }: Subscriber): Promise<void> {
  const fetched = await fetch(topic);
  const body = Buffer.from(await fetched.arrayBuffer());
  const headers = {
    "Content-Type": fetched.headers.get("content-type") ?? "application/xml",
    Link: `<${hub}>; rel="hub", <${topic}>; rel="self"`,
    "X-Hub-Signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
  await fetch(callback, { method: "POST", headers, body });
}

/** Whether a delivery was signed with the secret. */
export function isSigned(signature: string, secret: string, body: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
