import { expect, test } from "vitest";
import { xmlFault } from "../../../src/compile/feeds/well-formed.ts";

test.each([
  ["<a>&nbsp;</a>", "entity"],
  ["<a><b></a>", "close"],
  ["<a>\u0001</a>", "character"],
  ["<x:a/>", "namespace"],
  ["<a><![CDATA[\u0001]]></a>", "character"],
  ["<a b='<![CDATA[]]>'/>", "disallowed"],
  ["<a b='1' b='2'/>", "attribute"],
])("%s is refused", (xml, word) => {
  expect(xmlFault(xml)).toContain(word);
});

test("a sound document has no fault", () => {
  expect(xmlFault('<?xml version="1.0"?><a xmlns:x="urn:x"><x:b><![CDATA[]] >]]></x:b></a>')).toBeNull();
});
