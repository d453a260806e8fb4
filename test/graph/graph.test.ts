import { describe, expect, test } from "vitest";
import { build, callout, config, link, newsroom, page, story, wiki } from "./make.ts";

const launch = story("launch", { title: "Oracle takes the keys", on: "2026-11-01" });
const deal = (body: Parameters<typeof story>[1]) =>
  story("deal", { title: "The deal is done", on: "2026-11-10", ...body });

describe("edges", () => {
  test("a callout in capitals leads to the story of that title", () => {
    const { lines, edges } = build([launch, deal({ body: [callout("ORACLE TAKES THE KEYS")] })]);
    expect(lines).toEqual(["deal callout launch"]);
    expect(edges[0]).toMatchObject({ weight: 4, because: "a callout in the text" });
  });

  test.each([
    ["related by slug", { related: ["launch"] }, "related"],
    ["related by file", { related: ["stories/launch.md"] }, "related"],
    ["related by URL", { related: ["https://news.example/stories/launch/"] }, "related"],
    ["related by title", { related: ["Oracle Takes the Keys"] }, "related"],
    ["continues by title", { continues: "Oracle takes the keys" }, "continues"],
    ["a wiki link by title", { body: [wiki("oracle takes the keys")] }, "link"],
    ["a wiki link by slug", { body: [wiki("launch")] }, "link"],
    ["an ordinary link", { body: [link("launch.md")] }, "link"],
    ["a callout that holds a link", { body: [callout("Old title", "/stories/launch/")] }, "callout"],
  ] as const)("%s is an edge", (_, body, kind) => {
    expect(build([launch, deal(body)])).toMatchObject({ lines: [`deal ${kind} launch`], problems: [] });
  });

  test("explicit kinds rank by trust, and a list keeps its order", () => {
    const others = ["a", "b", "c", "d", "e"].map((slug) => story(slug));
    const mixed = deal({ related: ["b", "a"], continues: "e", body: [link("d.md"), callout("C")] });
    const { edges, related } = build([...others, mixed]);
    expect(edges.map((edge) => `${edge.kind} ${edge.to}`)).toEqual([
      "related b",
      "related a",
      "callout c",
      "link d",
      "continues e",
    ]);
    expect(edges.every((edge) => edge.weight > 1)).toBe(true);
    expect(related.get(mixed.slug)?.map((edge) => edge.to)).toEqual(["b", "a", "c", "d", "e"]);
  });

  test("several reasons for one target make one entry of the list", () => {
    const { related, backlinks } = build([launch, deal({ related: ["launch"], body: [link("launch.md")] })]);
    const joined = [{ to: "launch", kind: "related", because: "named by the editor; linked in the text" }];
    expect(related.get(deal({}).slug)).toMatchObject(joined);
    expect(backlinks.get(launch.slug)).toMatchObject(joined);
  });

  test("backlinks list the newest source first", () => {
    const older = story("older", { on: "2026-11-05", body: [link("launch.md")] });
    const { backlinks } = build([older, launch, deal({ body: [link("launch.md")] })]);
    expect(backlinks.get(launch.slug)?.map((edge) => edge.from)).toEqual(["deal", "older"]);
  });

  test("a withdrawn story's text is gone, and the edges in it", () => {
    expect(build([launch, deal({ withdrawn: "Made up.", body: [link("launch.md")] })]).lines).toEqual([]);
  });

  test("a letter-only story starts edges, and no page names it", () => {
    const letterOnly = deal({ channels: ["mail"], body: [link("launch.md")] });
    const { lines, backlinks } = build([launch, letterOnly]);
    expect(lines).toEqual(["deal link launch"]);
    expect(backlinks.get(launch.slug)).toEqual([]);
  });
});

describe("computed edges", () => {
  const words = "Oracle and TikTok sign the joint venture that puts the algorithm in the hands of American owners.";
  const some = { config: { ...config, related: { ...config.related, limit: 5 } } };
  const older = story("older", { on: "2026-11-02", text: words });
  const newer = story("newer", { on: "2026-11-03", text: words });

  test("lead to earlier stories on the same matter, below every explicit edge", () => {
    const { edges, related } = build([launch, older, { ...newer, related: [{ target: "launch", line: 3 }] }], some);
    const [named, computed] = edges.filter((edge) => edge.from === "newer");
    expect([named?.kind, computed?.kind, computed?.to]).toEqual(["related", "similar", "older"]);
    expect(computed?.weight).toBeLessThanOrEqual(1);
    expect(related.get(newer.slug)?.map((edge) => edge.to)).toEqual(["launch", "older"]);
  });

  test("leave out what `!slug` bans", () => {
    const { lines, problems } = build([older, { ...newer, banned: [{ target: "older", line: 3 }] }], some);
    expect([lines, problems]).toEqual([[], []]);
  });

  test("a ban of nothing is told", () => {
    expect(build([{ ...newer, banned: [{ target: "oldr", line: 3 }] }]).codes).toEqual(["EDGE_MISSING"]);
  });

  test("are no backlinks", () => {
    expect(build([older, newer], some).backlinks.get(older.slug)).toEqual([]);
  });
});

describe("problems", () => {
  test("a target that is nowhere is an error with the nearest titles", () => {
    const { problems, resolutions } = build([launch, deal({ body: [callout("ORACLE TAKES A WALK")] })]);
    expect(problems).toEqual([
      {
        code: "EDGE_MISSING",
        level: "error",
        file: "stories/deal.md",
        line: 10,
        message:
          'the callout "ORACLE TAKES A WALK" leads to no story; did you mean "Oracle takes the keys" (2026-11-01, launch)?',
      },
    ]);
    expect(resolutions.get("deal")).toEqual([{ to: "nowhere" }]);
  });

  test.each([
    ["related", { related: ["lunch"] }],
    ["continues", { continues: "lunch" }],
    ["[[lunch]]", { body: [wiki("lunch")] }],
    ["a callout's link", { body: [callout("X", "lunch.md")] }],
  ] as const)("%s to nothing is EDGE_MISSING, softened by related.missing", (_, body) => {
    expect(build([launch, deal(body)]).problems).toMatchObject([{ code: "EDGE_MISSING", level: "error" }]);
    const soft = { config: { ...config, related: { ...config.related, missing: "warning" as const } } };
    expect(build([launch, deal(body)], soft).problems).toMatchObject([{ code: "EDGE_MISSING", level: "warning" }]);
  });

  test("a title of two stories is an error that names both and the cure", () => {
    const twins = [
      story("results-q1", { title: "Results are in", on: "2026-04-01" }),
      story("results-q2", { title: "Results are in", on: "2026-07-01" }),
    ];
    expect(build([...twins, deal({ body: [callout("RESULTS ARE IN")] })]).problems).toMatchObject([
      {
        code: "EDGE_AMBIGUOUS",
        level: "error",
        message:
          'the callout "RESULTS ARE IN" could mean "Results are in" (2026-04-01, results-q1) or ' +
          '"Results are in" (2026-07-01, results-q2); write the date (2026-04-01) or {#results-q1} after the title.',
      },
    ]);
    for (const cure of ["RESULTS ARE IN (2026-07-01)", "RESULTS ARE IN {#results-q2}"]) {
      expect(build([...twins, deal({ body: [callout(cure)] })])).toMatchObject({
        lines: ["deal callout results-q2"],
        problems: [],
      });
    }
  });

  test("a mistyped title is taken with a warning", () => {
    const { lines, problems } = build([launch, deal({ body: [callout("ORACEL TAKES THE KEYS")] })]);
    expect(lines).toEqual(["deal callout launch"]);
    expect(problems).toMatchObject([{ code: "EDGE_FUZZY", level: "warning" }]);
  });

  test("a mistyped slug is not guessed", () => {
    const { lines, codes } = build([story("price-rise"), deal({ related: ["price-risee"] })]);
    expect([lines, codes]).toEqual([[], ["EDGE_MISSING"]]);
  });

  test.each([
    ["a draft", { draft: true }],
    ["a story of the future", { on: "2026-12-24" }],
    ["a story without a page", { channels: ["mail"] as const }],
  ])("%s is not named, and a warning says so", (_, secret) => {
    const hidden = story("secret", { title: "Secret plans", ...secret });
    const body = { related: ["secret"], body: [callout("SECRET PLANS"), link("secret.md"), wiki("secret")] };
    const { lines, problems, resolutions } = build([hidden, deal(body)]);
    expect(lines).toEqual([]);
    expect(problems.map((problem) => `${problem.level} ${problem.code}`)).toEqual(
      Array.from({ length: 4 }, () => "warning EDGE_HIDDEN"),
    );
    expect(resolutions.get("deal")).toEqual(Array.from({ length: 3 }, () => ({ to: "nowhere", unnamed: true })));
  });

  test("a story that leads to itself gets a warning and no edge", () => {
    const { lines, codes } = build([deal({ related: ["deal"], body: [callout("THE DEAL IS DONE")] })]);
    expect([lines, codes]).toEqual([[], ["EDGE_SELF", "EDGE_SELF"]]);
  });

  test("an edge to a withdrawn story holds, with a warning", () => {
    const gone = { ...launch, withdrawn: "The source made it up." };
    const { lines, problems } = build([gone, deal({ related: ["launch"] })]);
    expect(lines).toEqual(["deal related launch"]);
    expect(problems).toMatchObject([{ code: "EDGE_WITHDRAWN", level: "warning" }]);
  });

  test("a callout with a link to another site is neither edge nor fault", () => {
    const outside = deal({ body: [callout("Their story", "https://other.example/story")] });
    expect(build([launch, outside])).toMatchObject({ lines: [], problems: [] });
    expect(build([launch, outside]).resolutions.get("deal")).toEqual([
      { to: "outside", url: "https://other.example/story" },
    ]);
  });

  test("a callout whose words are another story's title keeps its link, with a warning", () => {
    const other = story("other", { title: "Another matter" });
    const { lines, codes } = build([launch, other, deal({ body: [callout("ANOTHER MATTER", "launch.md")] })]);
    expect([lines, codes]).toEqual([["deal callout launch"], ["EDGE_FUZZY"]]);
  });

  test("faults of a story that waits for its day are told as warnings", () => {
    const waiting = deal({ on: "2026-12-24", related: ["nowhere"] });
    expect(build([launch, waiting]).problems).toMatchObject([{ code: "EDGE_MISSING", level: "warning" }]);
  });

  test("faults of drafts are not told", () => {
    expect(build([deal({ draft: true, related: ["nowhere"] })]).problems).toEqual([]);
  });
});

describe("courant.lock", () => {
  const calling = deal({ body: [callout("ORACLE TAKES THE KEYS")] });

  test("a callout's story is promised under its key", () => {
    expect([...build([launch, calling]).callouts]).toEqual([["deal\noracle takes the keys", "launch"]]);
  });

  test("a later story of the same title cannot take a promised callout", () => {
    const thief = story("thief", { title: "Oracle takes the keys", on: "2026-11-20" });
    const lock = { ...newsroom([]).lock, callouts: build([launch, calling]).callouts };
    expect(build([launch, calling, thief]).codes).toEqual(["EDGE_AMBIGUOUS"]);
    expect(build([launch, calling, thief], { lock })).toMatchObject({
      lines: ["deal callout launch"],
      problems: [],
      callouts: new Map(),
    });
  });

  test("a promise to a story that is gone is void", () => {
    const lock = { ...newsroom([]).lock, callouts: new Map([["deal\noracle takes the keys", "gone" as never]]) };
    expect(build([launch, calling], { lock }).lines).toEqual(["deal callout launch"]);
  });
});

describe("pages and notes", () => {
  test("have their references resolved by file, and no edges", () => {
    const { resolutions, lines } = build([launch], {
      pages: [page("about", [link("/stories/launch/"), link("/about/")])],
    });
    expect(lines).toEqual([]);
    expect(resolutions.get("pages/about.md")).toEqual([
      { to: "story", slug: "launch", fragment: "" },
      { to: "page", path: "/about/" },
    ]);
  });

  test("their faults are told at their file", () => {
    expect(build([], { pages: [page("about", [wiki("nowhere")])] }).problems).toMatchObject([
      { code: "EDGE_MISSING", file: "pages/about.md" },
    ]);
  });
});
