import type { Story } from "../../../src/model.ts";
import { story } from "./newsroom.ts";

/** Stories with everything that has broken a feed before. */
export const hostileStories: readonly Story[] = [
  story("cdata", {
    title: "How to write ]]> in a CDATA section ]]> twice",
    dek: "a ]]> b ]]> c",
    on: "2026-11-05T08:00:00Z",
    html: "<p>First ]]> then ]]></content></entry><entry> and <code>]]&gt;</code></p>",
    tags: ["<![CDATA[", "R&D"],
    thread: "markup",
    authors: [{ name: "O'Brien & Sons <editors>", email: "obrien@news.example" }, { name: "李 小龍" }],
  }),
  story("entities", {
    title: 'The "&amp;" entity & its <friends>',
    dek: "A literal &lt;b&gt; must not turn bold.",
    on: "2026-11-06T08:00:00Z",
    thread: "markup",
    related: ["cdata"],
    tags: ["été", "R&D"],
    correction: "It said &amp;amp; <once> too often.",
    enclosure: { asset: "audio/a & b.mp3", type: "audio/mpeg", bytes: 1234 },
    image: { asset: "stories/entities/größe.png", alt: '5 < 6 & "quotes"', width: 640, height: 480, type: "image/png" },
    canonical: "https://elsewhere.example/?a=1&b=2",
  }),
  story("controls", {
    title: "Bell \u0007 and \uFFFE and \ud800 alone 🗞️",
    dek: "Vertical \u000b tab",
    on: "2026-11-07T08:00:00Z",
    html: "<p>\u0000\u001b[31mred\uFFFF</p>",
    lang: "de-AT",
    related: ["entities", "cdata"],
  }),
  story("gone", { on: "2026-11-08T08:00:00Z", withdrawn: "Wrong & <withdrawn>.", tags: ["R&D"] }),
];
