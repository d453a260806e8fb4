import { expect, test } from "vitest";
import { feedsOfStories, story } from "./newsroom.ts";

const stories = [story("a", { tags: ["Été"] })];
const hubs = ["https://hub.example/?a=$b"];

test("nothing is written unless courant.yaml asks for it", () => {
  expect([...feedsOfStories(stories).keys()].filter((path) => path.includes("headers"))).toEqual([]);
});

test("_headers names every feed with type, lifetime, hubs and itself", () => {
  const headers = feedsOfStories(stories, { feeds: { headers: ["netlify"], hubs } }).get("_headers");
  expect(headers).toContain(`/tags/%C3%A9t%C3%A9/atom.xml
  Content-Type: application/atom+xml; charset=utf-8
  Cache-Control: public, max-age=3600
  Vary: Accept-Encoding
  Link: <https://hub.example/?a=$b>; rel="hub", <https://news.example/tags/%C3%A9t%C3%A9/atom.xml>; rel="self"
`);
});

test("the snippets for nginx and Caddy keep the path that `url` holds and hide themselves", () => {
  const settings = { url: "https://host.example/blog", feeds: { headers: ["nginx", "caddy"] as const, hubs } };
  const site = feedsOfStories(stories, settings);
  expect(site.get("headers.nginx.conf")).toContain('location = "/blog/tags/été/feed.xml" {');
  expect(site.get("headers.nginx.conf")).toContain("location = /blog/headers.nginx.conf { return 404; }");
  expect(site.get("headers.nginx.conf")).toContain("<https://hub.example/?a=%24b>");
  expect(site.get("headers.caddy")).toContain("respond /blog/headers.caddy 404");
  expect(site.get("headers.caddy")).toContain("header /blog/feed.xml Link");
});
