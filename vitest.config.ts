import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    // Two cores: end-to-end tests start servers and browsers of their own.
    maxWorkers: 2,
  },
});
