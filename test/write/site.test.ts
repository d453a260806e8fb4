import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CourantError } from "../../src/errors.ts";
import type { SiteFile } from "../../src/model.ts";
import { diffSite, writeSite } from "../../src/write/site.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "courant-site-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function page(path: string, text: string, stage: "page" | "feed" = "page"): SiteFile {
  return { path, stage, key: hash("sha256", text), make: () => text };
}

async function write(...files: SiteFile[]): ReturnType<typeof diffSite> {
  const diff = await diffSite(files, dir);
  await writeSite(diff);
  return diff;
}

function site(path: string): string {
  return join(dir, "out/site", path);
}

function listing(): string[] {
  return readdirSync(join(dir, "out/site"), { recursive: true, encoding: "utf8" }).toSorted();
}

async function faultsOf(...files: SiteFile[]): Promise<string[]> {
  try {
    await diffSite(files, dir);
  } catch (error) {
    if (error instanceof CourantError) return error.problems.map(({ code, message }) => `${code} ${message}`);
  }
  return [];
}

describe("writing a site", () => {
  test("puts every file in place, and a manifest of them", async () => {
    const diff = await write(page("b/index.html", "b"), page("a.html", "a"));
    expect(diff.written).toEqual(["a.html", "b/index.html", "manifest.json"]);
    expect(readFileSync(site("manifest.json"), "utf8")).toBe(
      `{\n  "a.html": "${hash("sha256", "a")}",\n  "b/index.html": "${hash("sha256", "b")}"\n}\n`,
    );
  });

  test("keeps out/ out of git", async () => {
    await write(page("a.html", "a"));
    expect(readFileSync(join(dir, "out/.gitignore"), "utf8")).toBe("*\n!.gitignore\n");
  });

  test("a second time does nothing, and makes nothing", async () => {
    await write(page("a.html", "a"));
    const never: SiteFile = {
      path: "a.html",
      stage: "page",
      key: hash("sha256", "a"),
      make: () => {
        throw new Error("made again");
      },
    };
    const diff = await write(never);
    expect([diff.written, diff.removed, diff.unchanged]).toEqual([[], [], 2]);
  });

  test("leaves a file alone whose key changed and whose bytes did not", async () => {
    await write(page("a.html", "a"));
    const before = statSync(site("a.html")).mtimeMs;
    const diff = await write({ ...page("a.html", "a"), key: "another" });
    expect([diff.written, statSync(site("a.html")).mtimeMs]).toEqual([[], before]);
  });

  test("rewrites only what changed", async () => {
    await write(page("a.html", "a"), page("b.html", "b"));
    const before = statSync(site("b.html")).mtimeMs;
    const diff = await write(page("a.html", "A"), page("b.html", "b"));
    expect(diff.written).toEqual(["a.html", "manifest.json"]);
    expect(statSync(site("b.html")).mtimeMs).toBe(before);
  });

  test("works the same without its cache", async () => {
    await write(page("a.html", "a"));
    rmSync(join(dir, ".courant"), { recursive: true });
    expect((await write(page("a.html", "a"))).written).toEqual([]);
  });

  test("restores a file that somebody edited, even to the same length", async () => {
    await write(page("a.html", "aaa"));
    writeFileSync(site("a.html"), "bbb");
    utimesSync(site("a.html"), 1, 1);
    await write(page("a.html", "aaa"));
    expect(readFileSync(site("a.html"), "utf8")).toBe("aaa");
  });

  test("restores a file that somebody deleted", async () => {
    await write(page("a.html", "a"));
    rmSync(site("a.html"));
    expect((await write(page("a.html", "a"))).written).toEqual(["a.html"]);
  });

  test("copies assets as they are", async () => {
    const source = join(dir, "pic.png");
    const bytes = Buffer.from([0x89, 0x50, 0, 0xff]);
    writeFileSync(source, bytes);
    const asset = { path: "img/pic.png", source, hash: hash("sha256", bytes), bytes: 4 };
    await write({ path: asset.path, stage: "asset", key: asset.hash, copy: asset });
    expect(readFileSync(site("img/pic.png"))).toEqual(bytes);
  });
});

describe("removing", () => {
  test("takes what the last manifest names and the site no longer has, and the folders left empty", async () => {
    await write(page("a.html", "a"), page("old/deep/index.html", "b"));
    const diff = await write(page("a.html", "a"));
    expect(diff.removed).toEqual(["old/deep/index.html"]);
    expect(listing()).toEqual(["a.html", "manifest.json"]);
  });

  test("never touches a file that is not ours", async () => {
    await write(page("a.html", "a"), page("b/index.html", "b"));
    writeFileSync(site("b/CNAME"), "news.example");
    await write(page("a.html", "a"));
    expect(listing()).toEqual(["a.html", "b", "b/CNAME", "manifest.json"]);
  });

  test("makes way for a folder where a file was, and for a file where a folder was", async () => {
    await write(page("about", "file"), page("x/index.html", "x"));
    await write(page("about/index.html", "folder"), page("x", "file"));
    expect(listing()).toEqual(["about", "about/index.html", "manifest.json", "x"]);
  });

  test("obeys no manifest that leads out of the site", async () => {
    await write(page("a.html", "a"));
    writeFileSync(join(dir, "precious"), "mine");
    writeFileSync(site("manifest.json"), `{"../../precious": "0", "a.html": "0"}`);
    await write(page("b.html", "b"));
    expect(existsSync(join(dir, "precious"))).toBe(true);
  });
});

describe("what cannot be a site", () => {
  test.each([
    ["../escape.html", "would leave out/site"],
    ["/etc/passwd", "would leave out/site"],
    ["a//b.html", "would leave out/site"],
    ["a\0.html", "holds a character"],
    ["a\\..\\b.html", "holds a character"],
    [`${"é".repeat(128)}.html`, "longer than disks take"],
  ])("a path like %j", async (path, why) => {
    const [fault = ""] = await faultsOf(page(path, ""));
    expect(fault).toContain("OUTPUT_UNWRITABLE");
    expect(fault).toContain(why);
  });

  test("two files of one path, of one path but for case, and a file where a folder must be: all named at once", async () => {
    const faults = await faultsOf(
      page("a.html", ""),
      page("a.html", ""),
      page("tags/A/index.html", ""),
      page("tags/a/index.html", ""),
      page("about", ""),
      page("about/index.html", ""),
    );
    expect(faults).toEqual([
      `STORY_PATH_TAKEN Two files of the site want the address "a.html"; rename one or give it another slug.`,
      `STORY_PATH_TAKEN The site's "tags/A/index.html" and "tags/a/index.html" are one file on disks that ignore case; rename one.`,
      `STORY_PATH_TAKEN The site's "about" is a file, and other files want a folder of that name; rename it.`,
    ]);
  });

  test("a file of ours called manifest.json", async () => {
    expect((await faultsOf(page("manifest.json", "")))[0]).toContain("STORY_PATH_TAKEN");
  });

  test("a symbolic link inside out/site is never written through", async () => {
    mkdirSync(site(""), { recursive: true });
    mkdirSync(join(dir, "elsewhere"));
    symlinkSync(join(dir, "elsewhere"), site("stories"));
    expect((await faultsOf(page("stories/a/index.html", "")))[0]).toContain("out/site/stories is a symbolic link");
  });

  test("a folder in a file's place stops with the system's reason", async () => {
    mkdirSync(join(site("a.html"), "x"), { recursive: true });
    await expect(write(page("a.html", "a"))).rejects.toThrow("OUTPUT_UNWRITABLE");
  });
});
