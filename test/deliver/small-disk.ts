/** A disk of a few megabytes that can be filled: a tmpfs of its own. Needs root. */
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  readonly path: string;
  /** Not one more byte fits on it. */
  readonly fill: () => void;
  /** Takes away what `fill` wrote. */
  readonly free: () => void;
  /** As after a fault of the hardware: nothing on it can be written any more, until `mend`. */
  readonly protect: () => void;
  readonly mend: () => void;
  readonly unmount: () => void;
}

/** Null where this user or this machine may not mount anything; in CI, which runs as root, that is an error. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), "courant-disk-"));
  const size = `size=${megabytes}m`;
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", path], { encoding: "utf8" });
  if (status !== 0) {
    rmdirSync(path);
    if (process.env["CI"] !== undefined) throw new Error(`no disk to be filled: ${stderr}; CI needs one`);
    return null;
  }
  const filler = join(path, "filler");
  const remount = (how: string): void => void spawnSync("mount", ["-o", `remount,${how}`, path]);
  return {
    path,
    fill: () => {
      for (let bytes = 1 << 16; bytes >= 1;) {
        try {
          appendFileSync(filler, Buffer.alloc(bytes));
        } catch {
          bytes >>= 1;
        }
      }
    },
    free: () => rmSync(filler, { force: true }),
    protect: () => remount("ro"),
    mend: () => remount("rw"),
    unmount: () => {
      spawnSync("umount", ["--lazy", path]);
      rmdirSync(path);
    },
  };
}
