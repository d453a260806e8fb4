import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { makeProgram } from "../../src/commands/program.ts";
import { repository, scratch } from "../courant.ts";
import { realPart } from "../real-part.ts";

const page = readFileSync(join(repository, "docs/deploy.md"), "utf8");

/** The fenced blocks of a language, in their order. */
function blocks(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(([, text]) => text!);
}

describe("the recipes for deploying", () => {
  test.skipIf(!realPart("systemd-analyze"))("systemd takes the units", () => {
    const folder = scratch();
    const files = blocks("ini").map((text) => {
      const file = join(folder, /system\/(\S+)/.exec(text)![1]!);
      writeFileSync(file, text);
      return file;
    });
    expect(files).toHaveLength(3);
    const { stderr } = spawnSync("systemd-analyze", ["verify", ...files], { encoding: "utf8" });
    // Complaints about units of the machine itself are none of ours; neither is a manager that does not run in a container.
    const ours = stderr.split("\n").filter((line) => line.startsWith(folder) || line.startsWith("courant"));
    expect(ours).toEqual([]);
  });

  test.skipIf(!realPart("nginx") || !realPart("openssl"))("nginx takes its server block", () => {
    const folder = scratch();
    const [key, certificate] = [join(folder, "key"), join(folder, "certificate")];
    const subject = ["-subj", "/CN=news.example", "-days", "1", "-nodes"];
    spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-keyout", key, "-out", certificate, ...subject]);
    const server = blocks("nginx")[0]!
      .replace(/\/etc\/ssl\/\S+\.key/, key)
      .replace(/\/etc\/ssl\/\S+\.pem/, certificate);
    mkdirSync(join(folder, "logs"));
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    );
    writeFileSync(
      join(folder, "nginx.conf"),
      `pid ${folder}/pid; error_log ${folder}/error.log;\nevents { }\nhttp { access_log off; ${temporary.join(" ")}\n${server} }`,
    );
    const { status, stderr } = spawnSync(
      "nginx",
      ["-t", "-p", folder, "-e", `${folder}/error.log`, "-c", `${folder}/nginx.conf`],
      { encoding: "utf8" },
    );
    expect([status, stderr]).toEqual([0, expect.stringContaining("test is successful")]);
  });

  test("the workflow is YAML with the steps in the order that keeps promises", () => {
    const { jobs } = parse(blocks("yaml")[0]!) as { jobs: { site: { steps: { run?: string; uses?: string }[] } } };
    const steps = jobs.site.steps.map(({ run, uses }) => (uses ?? run ?? "").split("\n")[0]);
    expect(steps.findIndex((step) => step?.includes("publish --no-send"))).toBeLessThan(
      steps.findIndex((step) => step?.includes("git add courant.lock")),
    );
  });

  test("name only verbs and options that there are", () => {
    const verbs = new Map(
      makeProgram(async () => {}).commands.map((command) => [command.name(), command.options.map(({ long }) => long)]),
    );
    const global = ["--dir", "--json", "--quiet", "--now"];
    const named = [
      ...page.matchAll(
        /(?:^|[`"(&/ ])courant (init|build|check|plan|publish|tick|start|status|backup|issues)((?: --[a-z-]+(?: [0-9.]+)?)*)/gm,
      ),
    ];
    expect(named.length).toBeGreaterThan(10);
    for (const [, verb, flags] of named) {
      for (const flag of flags!.match(/--[a-z-]+/g) ?? [])
        expect([...global, ...(verbs.get(verb!) ?? [])]).toContain(flag);
    }
  });
});
