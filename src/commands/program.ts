import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import type { GraphOptions } from "./graph.ts";
import type { PlanFlags } from "./plan.ts";
import type { PublishFlags } from "./publish.ts";
import type { RelatedFlags } from "./related.ts";
import type { GlobalOptions, Outcome, Session } from "./session.ts";
import type { AddFlags } from "./subscribers.ts";

/** Carries out one command: opens the session, runs it, prints its outcome. */
export type Run = (options: GlobalOptions, command: (session: Session) => Promise<Outcome>) => Promise<void>;

const manifest = new URL("../../package.json", import.meta.url);

/** The command line as commander sees it. Every verb's code is loaded only when it runs: `--help` needs none of it. */
export function makeProgram(run: Run): Command {
  const program = new Command("courant")
    .description("Stories in Markdown become feeds, pages and e-mail digests.")
    .version((JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version)
    .option("--dir <dir>", "the newsroom (default: this folder)")
    .option("--json", "one JSON document on stdout and nothing else")
    .option("--quiet", "no words for people on stderr")
    .option("--now <instant>", "take this instant as the calendar's now, such as 2026-11-22T07:00:00Z")
    .helpCommand(false)
    .addHelpText(
      "after",
      "\nExamples:\n  courant init news && cd news     a newsroom to begin with\n  courant check                    what is wrong, and where\n  courant publish                  site, feeds and every letter that is due",
    );
  const act =
    (command: (session: Session, ...args: never[]) => Promise<Outcome>) =>
    (...args: unknown[]) =>
      run(program.opts<GlobalOptions>(), (session) => command(session, ...(args as never[])));
  addStories(program, act);
  addIssues(program, act);
  addReaders(program, act);
  addService(program, act);
  addGraph(program, act);
  return program;
}

/** For options given several times. A variadic option would swallow the arguments after it. */
function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

type Act = (command: (session: Session, ...args: never[]) => Promise<Outcome>) => (...args: unknown[]) => Promise<void>;

function addStories(program: Command, act: Act): void {
  program.commandsGroup("Stories:");
  program
    .command("init [folder]")
    .description("make a newsroom with two linked example stories")
    .action(act(async (session, folder?: string) => (await import("./init.ts")).runInit(session, folder)));
  program
    .command("new <title>")
    .description("make a story file with front matter")
    .option("--thread <thread>", "the running story that it belongs to")
    .action(
      act(async (session, title: string, options: { thread?: string }) =>
        (await import("./new.ts")).runNew(session, title, options),
      ),
    );
  program
    .command("import <file...>")
    .description("turn others' stories into Markdown files, edges kept")
    .addOption(new Option("--from <format>", "what the files are").choices(["text"]).default("text"))
    .option("--date <date>", "date of the stories, such as 2026-11-22")
    .option("--title <title>", "headline, where the text does not begin with one")
    .option("--author <name>", "author, where the text names none")
    .action(
      act(async (session, files: string[], options: object) =>
        (await import("./import.ts")).runImport(session, files, options),
      ),
    );
  program
    .command("check")
    .description("every problem of the newsroom, each with its place and its fix")
    .action(act(async (session) => (await import("./check.ts")).runCheck(session)));
  program
    .command("build")
    .description("compile and write out/site; no mail, no database")
    .action(act(async (session) => (await import("./build.ts")).runBuild(session)));
  program
    .command("templates")
    .description("the built-in templates")
    .command("eject <name>")
    .description("copy a built-in template into templates/ to change it")
    .action(act(async (session, name: string) => (await import("./templates.ts")).runEject(session, name)));
}

/** The options that `plan` and `publish` share. */
function sending(command: Command): Command {
  return command
    .option("--no-send", "write the site and leave the mail")
    .option("--digest <name>", "make the current period's issue of this digest now, early; repeatable", collect, [])
    .option("--plan <hash>", "do exactly the plan of this hash, or refuse");
}

function addIssues(program: Command, act: Act): void {
  program.commandsGroup("Issues:");
  sending(program.command("plan"))
    .description("what publish would do: files, issues, readers; changes nothing")
    .option("--check", "exit 3 if there is anything to do")
    .action(act(async (session, options: PlanFlags) => (await import("./plan.ts")).runPlan(session, options)));
  sending(program.command("publish"))
    .description("build, then send every due issue")
    .option("--yes", "send without asking")
    .addHelpText(
      "after",
      "\nExamples:\n  courant publish                  build, ask, send what is due\n  courant publish --digest weekly  the week's issue now, ahead of its time\n  courant publish --no-send        the site alone",
    )
    .action(act(async (session, options: PublishFlags) => (await import("./publish.ts")).runPublish(session, options)));
  program
    .command("tick")
    .description(
      "what a scheduler runs: build, make due issues, deliver, retry, send confirmations; safe to run twice at once",
    )
    .action(act(async (session) => (await import("./publish.ts")).runTick(session)));
  program
    .command("send <digest>")
    .description("one letter as it is now to one address; no issue is recorded")
    .requiredOption("--test <address>", "where to send it")
    .action(
      act(async (session, digest: string, options: { test: string }) =>
        (await import("./send.ts")).runSend(session, digest, options),
      ),
    );
  program
    .command("issues [id]")
    .description("issues and their totals; with an id, its readers")
    .option("--readers <state>", "only readers in this state, such as failed or unsure")
    .option("--csv", "readers as CSV")
    .action(
      act(async (session, id: string | undefined, options: object) =>
        (await import("./issues.ts")).runIssues(session, id, options),
      ),
    );
  program
    .command("reconcile <file...>")
    .description("settle unsure letters from mail logs, delivery reports or provider events")
    .action(act(async (session, files: string[]) => (await import("./reconcile.ts")).runReconcile(session, files)));
  program
    .command("bounce [file...]")
    .description("read bounce and complaint mails (files, mbox, Maildir or stdin) and act on them")
    .action(act(async (session, files: string[]) => (await import("./bounce.ts")).runBounce(session, files)));
  program
    .command("resume <id>")
    .description("go on delivering an issue")
    .action(act(async (session, id: string) => (await import("./publish.ts")).runResume(session, id)));
  for (const [verb, words] of [
    ["pause", "stop delivering an issue for now"],
    ["cancel", "stop delivering an issue for good"],
  ] as const) {
    program
      .command(`${verb} <id>`)
      .description(words)
      .action(act(async (session, id: string) => (await import("./issues.ts")).runIssueVerb(session, verb, id)));
  }
}

function addService(program: Command, act: Act): void {
  program.commandsGroup("The service:");
  program
    .command("start")
    .description("schedule and web server, until it is stopped")
    .option("--port <number>", "where to listen (default: 8080)")
    .option("--host <address>", "on this address alone (default: on all)")
    .action(act(async (session, options: object) => (await import("./start.ts")).runStart(session, options)));
  program
    .command("status")
    .description("issues, deliveries, readers and rates at a glance")
    .action(act(async (session) => (await import("./status.ts")).runStatus(session)));
  program
    .command("doctor")
    .description("letters, DNS, mail server and links against the bulk senders' rules, each finding with its fix")
    .option("--dns <host:port>", "ask this DNS server, not the system's")
    .action(
      act(async (session, options: { dns?: string }) => (await import("./doctor.ts")).runDoctor(session, options)),
    );
  program
    .command("backup <file>")
    .description("copy data/ while everything goes on")
    .action(act(async (session, file: string) => (await import("./backup.ts")).runBackup(session, file)));
}

function addReaders(program: Command, act: Act): void {
  program.commandsGroup("Readers:");
  const readers = program.command("subscribers").description("the readers");
  readers
    .command("add <address>")
    .description("make an active reader on your word")
    .option("--name <name>")
    .option("--digest <name>", "default: the first in courant.yaml; repeatable", collect, [])
    .option("--tag <tag>", "only stories with this tag; repeatable", collect, [])
    .option("--yes", "without asking")
    .option("--invite", "mail a confirmation instead of taking your word for it")
    .action(
      act(async (session, address: string, options: AddFlags) =>
        (await import("./subscribers.ts")).runAdd(session, address, options),
      ),
    );
  readers
    .command("list")
    .description("all readers")
    .action(act(async (session) => (await import("./subscribers.ts")).runList(session)));
  readers
    .command("import <file>")
    .description("readers from a CSV file")
    .option("--yes", "without asking")
    .option("--invite", "mail confirmations instead of taking your word for it")
    .action(
      act(async (session, file: string, options: object) =>
        (await import("./subscribers.ts")).runReadersImport(session, file, options),
      ),
    );
  readers
    .command("export")
    .description("all readers as CSV on stdout")
    .action(act(async (session) => (await import("./subscribers.ts")).runExport(session)));
  readers
    .command("remove <address>")
    .description("a reader leaves; the address is not mailed again")
    .action(act(async (session, address: string) => (await import("./subscribers.ts")).runRemove(session, address)));
  readers
    .command("erase <address>")
    .description("forget a reader; only a hash stays, so that nobody mails the address again")
    .action(act(async (session, address: string) => (await import("./subscribers.ts")).runErase(session, address)));
}

function addGraph(program: Command, act: Act): void {
  program.commandsGroup("The graph:");
  program
    .command("graph")
    .description("the Related graph")
    .addOption(new Option("--format <format>").choices(["json", "dot", "mermaid", "graphml"]).default("json"))
    .option("--suggest", "proposed edges and threads, as front matter")
    .option("--apply", "with --suggest: write them")
    .action(act(async (session, options: GraphOptions) => (await import("./graph.ts")).runGraph(session, options)));
  program
    .command("related")
    .description("how well the computed edges find the newsroom's own links")
    .option("--measure", "only measure")
    .option("--calibrate", "fit the weights to the links: related.weights.json, to be committed")
    .action(act(async (session, options: RelatedFlags) => (await import("./related.ts")).runRelated(session, options)));
}
