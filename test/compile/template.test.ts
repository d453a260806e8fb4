import { describe, expect, test } from "vitest";
import { fillTemplate, templateProblems } from "../../src/compile/template.ts";
import { CourantError } from "../../src/errors.ts";
import type { Problem, Template } from "../../src/model.ts";

function templates(sources: Record<string, string>): ReadonlyMap<string, Template> {
  return new Map(
    Object.entries(sources).map(([name, source]) => [name, { name, file: `templates/${name}`, source }] as const),
  );
}

function problemOf(sources: Record<string, string>, data: object): Problem {
  try {
    fillTemplate(templates(sources), "a.liquid", data);
  } catch (error) {
    if (error instanceof CourantError) return error.problems[0]!;
    throw error;
  }
  throw new Error("nothing was wrong");
}

describe("fillTemplate", () => {
  test("escapes what it prints", () => {
    expect(fillTemplate(templates({ "a.liquid": "<b>{{ t }}</b>" }), "a.liquid", { t: `<i>"&'` })).toBe(
      "<b>&lt;i&gt;&#34;&amp;&#39;</b>",
    );
  });

  test("prints finished HTML where the template says raw", () => {
    expect(fillTemplate(templates({ "a.liquid": "{{ t | raw }}" }), "a.liquid", { t: "<i>" })).toBe("<i>");
  });

  test("fills a word's places", () => {
    const t = templates({ "a.liquid": "{{ word | fill: n: 3, of: total }}" });
    expect(fillTemplate(t, "a.liquid", { word: "Part {n} of {of}", total: 7 })).toBe("Part 3 of 7");
  });

  test("takes layouts and partials from the newsroom's templates", () => {
    const t = templates({
      "a.liquid": `{% layout "base.liquid" %}{% block main %}{% render "p.liquid", x: 1 %}{% endblock %}`,
      "base.liquid": "<main>{% block main %}{% endblock %}</main>",
      "p.liquid": "[{{ x }}]",
    });
    expect(fillTemplate(t, "a.liquid", {})).toBe("<main>[1]</main>");
  });

  test("never reads a partial from the disk", () => {
    expect(problemOf({ "a.liquid": `{% render "package.json" %}` }, {}).code).toBe("TEMPLATE_INVALID");
    expect(problemOf({ "a.liquid": `{% include "../../package.json" %}` }, {}).code).toBe("TEMPLATE_INVALID");
  });

  test("sees own properties only", () => {
    expect(problemOf({ "a.liquid": "{{ t.constructor.name }}" }, { t: {} }).message).toContain("constructor");
  });

  test("names file and line of a variable that does not exist", () => {
    expect(problemOf({ "a.liquid": "one\n\n{{ nobody }}" }, {})).toEqual({
      code: "TEMPLATE_INVALID",
      level: "error",
      file: "templates/a.liquid",
      line: 3,
      message: "The template cannot be filled: undefined variable: nobody.",
    });
  });

  test("names the partial that a fault stands in", () => {
    const at = problemOf({ "a.liquid": `\n{% render "p.liquid" %}`, "p.liquid": "\n\n\n{{ nobody }}" }, {});
    expect([at.file, at.line]).toEqual(["templates/p.liquid", 4]);
  });

  test("refuses a filter that does not exist", () => {
    expect(problemOf({ "a.liquid": "{{ 1 | shout }}" }, {}).message).toContain("undefined filter: shout");
  });

  test("stops a template that fills the memory", () => {
    const bomb = `{% assign a = "x" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{ a.size }}`;
    expect(problemOf({ "a.liquid": bomb }, {}).message).toContain("memory");
  });
});

describe("templateProblems", () => {
  test("finds every template that cannot be parsed, before any is filled", () => {
    const t = templates({ "a.liquid": "{% if %}", "b.liquid": "fine", "c.liquid": "\n{{ x | }} {% nope %}" });
    expect(templateProblems(t, ".liquid").map((p) => [p.file, p.line])).toEqual([
      ["templates/a.liquid", 1],
      ["templates/c.liquid", 2],
    ]);
  });
});
