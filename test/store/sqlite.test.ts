import { storeContract } from "../contract/store.ts";
import { temporaryStore } from "./temporary.ts";

storeContract("SQLite", () => temporaryStore(() => Date.UTC(2026, 10, 20, 8)));
