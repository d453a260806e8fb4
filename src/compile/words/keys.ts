/**
 * Every fixed word of pages, letters and feeds. `{name}` marks a place that `say` fills.
 * A newsroom's `templates/words.LANG.yaml` may give any of them; what it leaves out stays as built in.
 */
export interface Words {
  // dates; {day} is the day of the month, {n} the month as a number, {mon} its short name
  readonly months: readonly string[];
  readonly monthsShort: readonly string[];
  /** From Sunday. */
  readonly weekdays: readonly string[];
  /** The first of a month: "1", "1er". */
  readonly firstDay: string;
  readonly day: string;
  readonly longDay: string;
  readonly shortDay: string;
  readonly weekPeriod: string;
  readonly monthPeriod: string;

  // grammar
  readonly listComma: string;
  readonly listAnd: string;
  /** A label before its text: "Correction: …"; {label}, {text}. */
  readonly labelled: string;
  readonly oneStory: string;
  readonly manyStories: string;
  readonly onePart: string;
  readonly manyParts: string;

  // a story
  readonly by: string;
  readonly published: string;
  readonly updated: string;
  readonly correction: string;
  readonly withdrawn: string;
  readonly withdrawnStory: string;
  readonly related: string;
  readonly mentionedIn: string;
  readonly part: string;
  readonly previously: string;
  readonly previous: string;
  readonly next: string;
  readonly tags: string;
  readonly contents: string;
  readonly enclosure: string;

  // lists and threads
  readonly latest: string;
  readonly older: string;
  readonly newer: string;
  readonly page: string;
  readonly threads: string;
  readonly storySoFar: string;
  readonly began: string;
  readonly latestPart: string;
  readonly closed: string;
  readonly nothingYet: string;

  // the site
  readonly skip: string;
  readonly frontPage: string;
  readonly sections: string;
  readonly issues: string;
  readonly issue: string;
  readonly feeds: string;
  readonly feedsIntro: string;
  readonly feedsHow: string;
  readonly allStories: string;
  readonly feedOfIssues: string;
  readonly followByFeed: string;
  readonly allFeeds: string;
  readonly map: string;
  readonly mapIntro: string;
  readonly neighbours: string;
  readonly search: string;
  readonly everything: string;
  readonly until: string;
  readonly others: string;
  readonly shown: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly notFound: string;
  readonly notFoundHelp: string;
  readonly moved: string;

  // letters and subscribing
  readonly subscribe: string;
  readonly email: string;
  readonly inThisIssue: string;
  readonly corrections: string;
  readonly readStory: string;
  readonly readOnWeb: string;
  readonly greeting: string;
  readonly reason: string;
  readonly unsubscribe: string;
  readonly preferences: string;
  readonly postalAddress: string;

  // what a reader is asked or told by mail; {title}
  readonly confirmSubject: string;
  readonly confirmLead: string;
  readonly confirmButton: string;
  readonly confirmElse: string;
  readonly neverAgain: string;
  readonly knownSubject: string;
  readonly knownLead: string;
  readonly linkSubject: string;
  readonly linkLead: string;
  readonly moveSubject: string;
  readonly moveLead: string;
  readonly moveButton: string;
  readonly movedSubject: string;
  readonly movedLead: string;
  readonly movedElse: string;
}
