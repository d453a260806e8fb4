import { expect, test } from "vitest";
import { withoutSecrets } from "../../src/service/log.ts";

test.each([
  ["550 5.1.1 <ada.love+x@mail.example.org>: unknown", "550 5.1.1 <…@…>: unknown"],
  ["connect smtp://user:pa%40ss@mail.example:587 refused", "connect smtp://mail.example:587 refused"],
  ["GET /unsubscribe/q83vEjRWeJCrze8SNFZ4kA failed", "GET /unsubscribe/… failed"],
  ["GET /preferences/v1.xTehlR.preferences.abc.tp2.mac failed", "GET /preferences/… failed"],
  ["disk full", "disk full"],
])("%s is logged as %s", (text, logged) => {
  expect(withoutSecrets(text)).toBe(logged);
});
