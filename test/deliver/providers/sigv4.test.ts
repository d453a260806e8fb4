import { expect, test } from "vitest";
import { signRequest } from "../../../src/deliver/providers/sigv4.ts";

const by = {
  key: "AKIDEXAMPLE",
  secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  session: null,
  region: "us-east-1",
  service: "service",
};
const now = Date.UTC(2015, 7, 30, 12, 36);
const host = { host: "example.amazonaws.com" };
const form = { ...host, "content-type": "application/x-www-form-urlencoded" };
const json = { host: "email.eu-west-1.amazonaws.com", "content-type": "application/json" };

// Signatures of AWS's own test suite for Signature Version 4, and, the last, of botocore 1.43.
test.each([
  [
    "get-vanilla",
    { method: "GET", path: "/", headers: host, body: "" },
    by,
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  ],
  [
    "post-vanilla",
    { method: "POST", path: "/", headers: host, body: "" },
    by,
    "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  ],
  [
    "post-x-www-form-urlencoded",
    { method: "POST", path: "/", headers: form, body: "Param1=value1" },
    by,
    "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  ],
  [
    "SES with a session token",
    { method: "POST", path: "/v2/email/outbound-emails", headers: json, body: '{"a":1}' },
    { ...by, secret: "se/cret+x", session: "tok/1==", region: "eu-west-1", service: "ses" },
    "b9d3a1c55c0228071f57d0bb57521c6e6ced7113ac32882d832e759e2e6c6fa1",
  ],
])("%s is signed as AWS signs it", (_, request, credentials, signature) => {
  const { authorization } = signRequest({ ...request, body: Buffer.from(request.body) }, credentials, now);
  expect(authorization).toMatch(new RegExp(`Signature=${signature}$`));
});
