import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEmail } from "../../src/base/email.ts";
import { parseReadersCsv, renderReadersCsv } from "../../src/import/readers.ts";
import type { Reader } from "../../src/model.ts";
import { topicKey } from "../../src/base/slug.ts";

const ada = { email: "ada@news.example", name: "Ada", digests: ["daily"], tags: ["Oracle", "Cloud"] };

function read(text: string): ReturnType<typeof parseReadersCsv> {
  return parseReadersCsv(text, "in.csv");
}

describe("our own columns", () => {
  test.each([
    ["in the contract's order", "email,name,digest,tags\nada@news.example,Ada,daily,Oracle;Cloud\n"],
    ["in any order and case", "TAGS,Email,Digest,NAME\nOracle;Cloud,ada@news.example,daily,Ada\n"],
    ["with a byte order mark and CRLF", "\uFEFFemail,name,digest,tags\r\nada@news.example,Ada,daily,Oracle; Cloud\r\n"],
    ["quoted", 'email,name,digest,tags\n"ada@news.example","Ada","daily","Oracle;Cloud"'],
    ["between semicolons", 'email;name;digest;tags\nada@news.example;Ada;daily;"Oracle;Cloud"\n'],
    ["between semicolons, with commas in lists", "email;name;digest;tags\nada@news.example;Ada;daily;Oracle, Cloud\n"],
    ["between tabs", "email\tname\tdigest\ttags\nada@news.example\tAda\tdaily\tOracle;Cloud\n"],
    ["with empty lines", "\nemail,name,digest,tags\n\nada@news.example,Ada,daily,Oracle;Cloud\n,,,\n\n"],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual({ rows: [ada], left: [], problems: [] });
  });

  test("an address alone is enough", () => {
    expect(read("email\nada@news.example\n").rows).toEqual([{ ...ada, name: "", digests: [], tags: [] }]);
  });

  test("a status of ours keeps who left away", () => {
    expect(read("email,status\nada@news.example,active\nbo@news.example,left\n")).toMatchObject({
      rows: [{ email: "ada@news.example" }],
      left: ["bo@news.example"],
    });
  });

  test("an address that left in one row has left in all", () => {
    const { rows, left } = read("email,status\nada@news.example,active\nADA@news.example,bounced\n");
    expect([rows, left]).toEqual([[], ["ADA@news.example"]]);
  });
});

describe("malformed rows", () => {
  test("each is listed with its line", () => {
    const { problems } = read(
      'email,name\nada@news.example,"two\nlines"\nnowhere\n,Bo\nbo@nowhere,Bo\n"c"d@news.example,Cy\ndi@news.example,Di,extra\n\nev@news.example,"open\n',
    );
    expect(problems.map(({ code, level, file, line }) => [code, level, file, line])).toEqual(
      [4, 5, 6, 7, 8, 10].map((line) => ["CSV_INVALID", "error", "in.csv", line]),
    );
  });

  test("a file without an address column says which columns it has", () => {
    expect(read("mail me,name\nada@news.example,Ada\n").problems).toMatchObject([
      { line: 1, message: expect.stringContaining("mail me, name") },
    ]);
  });

  test("an empty file is refused", () => {
    expect(read("\n\n").problems).toMatchObject([{ code: "CSV_INVALID", line: 1 }]);
  });

  test("a status that nobody has heard of is no consent", () => {
    expect(read("email,status\nada@news.example,lukewarm\n").problems).toMatchObject([
      { line: 2, message: expect.stringContaining('"lukewarm"') },
    ]);
  });

  test("ten thousand open quotes end soon", () => {
    expect(read(`email\n${'"a\n'.repeat(10_000)}`).problems.length).toBeGreaterThan(100);
  });
});

describe("exports of other services", () => {
  const gone = ["gone@news.example"];

  test.each([
    [
      "Mailchimp, subscribed",
      '"Email Address","First Name","Last Name",Address,MEMBER_RATING,OPTIN_TIME,LEID,EUID,NOTES,TAGS\nada@news.example,Ada,Moor,"1 Street, Town",2,"2020-01-02 03:04:05",1,a1b2,,"""VIP"",""Friends"""\n',
      [{ email: "ada@news.example", name: "Ada Moor", digests: [], tags: [] }],
      [],
    ],
    [
      "Mailchimp, unsubscribed and cleaned",
      "Email Address,First Name,MEMBER_RATING,UNSUB_TIME,CLEAN_TIME\ngone@news.example,Bo,2,2021-02-03 04:05:06,\ndead@news.example,Cy,2,,2021-02-03 04:05:06\n",
      [],
      ["gone@news.example", "dead@news.example"],
    ],
    [
      "Substack, where an inactive subscription only pays nothing",
      "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\nada@news.example,false,,other,false,2022-01-02T03:04:05.000Z,\ngone@news.example,true,,monthly,true,2022-01-02T03:04:05.000Z,\n",
      [{ email: "ada@news.example", name: "", digests: [], tags: [] }],
      gone,
    ],
    [
      "Ghost",
      "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\n1,ada@news.example,Ada,,true,false,,2022-01-02T03:04:05.000Z,,VIP,\n2,gone@news.example,Bo,,false,false,,2022-01-02T03:04:05.000Z,,,\n",
      [{ email: "ada@news.example", name: "Ada", digests: [], tags: [] }],
      gone,
    ],
    [
      "listmonk",
      'uuid,email,name,attributes,status,created_at,updated_at\nu-1,ada@news.example,Ada,"{""city"": ""Oslo""}",enabled,2022-01-02,2022-01-02\nu-2,gone@news.example,Bo,{},blocklisted,2022-01-02,2022-01-02\n',
      [{ email: "ada@news.example", name: "Ada", digests: [], tags: [] }],
      gone,
    ],
    [
      "Buttondown",
      'email_address,notes,metadata,tags,type,creation_date\nada@news.example,,{},"[""VIP""]",regular,2022-01-02\ngone@news.example,,{},[],unsubscribed,2022-01-02\n',
      [{ email: "ada@news.example", name: "", digests: [], tags: [] }],
      gone,
    ],
  ])("%s", (_, text, rows, left) => {
    expect(read(text)).toEqual({ rows, left, problems: [] });
  });
});

describe("export", () => {
  test("a row a set of tags, several digests in one cell", () => {
    const reader: Reader = {
      id: 1,
      email: parseEmail("ada@news.example")!,
      name: "Moor, Ada",
      status: "active",
      subscriptions: [
        { digest: "daily", tags: [], threads: [] },
        { digest: "weekly", tags: [], threads: [] },
        { digest: "monthly", tags: [topicKey("Oracle"), topicKey("Cloud")], threads: [] },
      ],
    };
    expect(renderReadersCsv([reader])).toBe(
      'email,name,digest,tags,status\r\nada@news.example,"Moor, Ada","daily;weekly",,active\r\nada@news.example,"Moor, Ada",monthly,"oracle;cloud",active\r\n',
    );
  });

  test("a cell that a spreadsheet would run begins with an apostrophe", () => {
    const csv = renderReadersCsv([
      { id: 1, email: parseEmail("=a@news.example")!, name: '=HYPERLINK("x")', status: "active", subscriptions: [] },
    ]);
    expect(csv).toContain(`'=a@news.example,"'=HYPERLINK(""x"")",,,active`);
  });

  test("what was exported comes back", () => {
    const name = fc.string({ maxLength: 20 }).map((text) => text.replace(/\s+/g, " ").trim());
    const local = fc.string({ unit: fc.constantFrom("a", "=", "+", "-", "'"), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(name, local, (name, local) => {
        const email = parseEmail(`${local}@news.example`)!;
        const subscriptions = [{ digest: "daily", tags: [topicKey("a"), topicKey("b")], threads: [] }];
        const { rows, problems } = read(renderReadersCsv([{ id: 1, email, name, status: "active", subscriptions }]));
        expect([rows, problems]).toEqual([[{ email, name, digests: ["daily"], tags: ["a", "b"] }], []]);
      }),
    );
  });
});
