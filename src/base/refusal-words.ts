/**
 * What servers write when they refuse, by what they mean. The first cause that fits decides, so the order is the meaning: whoever
 * was refused for spam has a mailbox, and a mailbox that is full exists. Texts come as `plain` of refusal.ts makes them: lower
 * case, addresses as "@", "-" and "_" as spaces.
 */
import { type Cause, cause } from "./refusal-cause.ts";
import { readerCauses } from "./refusal-reader.ts";
import { ruleCauses, senderCauses } from "./refusal-sender.ts";

const busy = cause(
  "soft",
  `
  gr(e|a)y~list*
  mail~box (is|was)? (busy|locked|in use)
  (mail~box|account|user|recipient) … temporar*
  temporar* … (disabled|locked|inactive|full|over quota)
  (cannot|could not|unable to) (open|lock|access) (the)? (mailbox|inbox)
  (recipient|user) … (is receiving|has received|is getting) … (too|at a rate)
  receiving (mail|email|messages) (at a rate|too quickly)
  recipient … exceeded … limit
  recipient thread limit exceeded
  recipient … is being throttled
`,
);

const astray = cause(
  "soft",
  `
  (mail*|message*|forwarding|routing|aliasing) … loop*
  (too many hops|too many received|loops back|hop count)
  cname lookup failed
  (malformed|unexpected) … name server
  (host name|hostname|name server|dns|domain name) (lookup|query|server) … (failure|failed|timeout|timed out|temporar*|try again)
`,
);

const full = cause(
  "soft",
  `
  (mail~box|mail~drop|maildir|mail~folder|mail folder|inbox|account|user|recipient|storage|quota|disk|disc|folder|home|system) … (full|over (his|the|its|their|disk|mail|mailbox)? quota|out of (storage|space|disk)|no (free|more|disk)? space)
  (mail~box|mail~drop|inbox|account|storage|quota|folder|user|recipient) … (limit|size|allowance|maximum|quota|allocation) … (exceed*|reach*)
  (mail~box|mail~drop|inbox|account|storage|quota|folder|user|recipient) … (exceed*|reached) … (limit|size|allowance|maximum|quota|allocation|space|storage)
  too many messages (on|in) the (server|mailbox)
  (full|overfull) mail~box
  full mail~box
  mail~box~full
  over~quota
  over (the|his|its|their)? (allowed|disk|mail|mailbox)? quota
  dis(k|c) quota
  quota … (exceed*|violat*|full|reach*|over|would|usage)
  exceed* … (mail~box|quota|storage|disk)
  (not enough|insufficient|out of) (system|disk|storage)? (storage|space|room|resources)
  does not have enough space
  no space left
  (disk|storage) (is)? full
  storage (alloc*|limit)
  mail system full
  (postfach|mailbox|konto|empfänger*) … (voll|überfüllt|kontingent|speicherplatz)
  speicherplatz
  bo(i|î)te … (pleine|satur*)
  (buz(o|ó)n|cuenta|casilla) … (lleno|llena|cuota|superado)
  casella … piena
  caixa … (cheia|lotada)
  ящик … (переполнен|заполнен)
  переполнен
  容量
  溢れ
  いっぱい
  已满
  (空间|邮箱)满
`,
);

const tooLarge = cause(
  "content",
  `
  (message|mail|email|file|data|body|letter|size|attachment|header*) … (too (big|large)|larger than|size limit|line limit)
  (message|mail|email|file|data|body|letter|attachment|inbound|header*) (message)? (size|length)? … exceed* … (size|limit|maxim*|length|fixed)
  (size|length) … (exceed*|limit*|too)
  exceed* (the)? (maximum|fixed|administrative|size|message)
  max* (message|inbound|allowed)? (message)? (size|length)
  too much mail data
  taille … limite
  größenbeschränkung
  zu groß
  line limit exceeded
  recipsizelimit
`,
);

const infected = cause(
  "content",
  `
  (virus*|malware|infect*|trojan|worm|phish*)
  (attachment*|content|file*|extension*|executable*|image*) … (not allowed|block*|prohibit*|banned|forbidden|disallow*|not permitted|dangerous)
  (illegal|banned|suspicious|dangerous|prohibited|executable|unacceptable|inappropriate|offensive|objectionable) (file|attachment|content|name|words*|language)
  attachments or embedded images
  messages containing images
  because its content
`,
);

/** Before the sender's own blocklists: what is listed is a link in the letter. */
const badLinks = cause(
  "content",
  `
  (uribl|surbl|dbl)
  (url*|uri*|links) … (black*|block*|listed|spam|reject*)
  (black|block)~list* … (url|urls|uri|links)
`,
);

const unwanted = cause(
  "content",
  `
    (anti~spam*|spam*|junk mail|unsolicited|ube|uce|bulk (mail|email|advertising)|mass mailer|advertisement)
  (spam|content) (filter*|reject*|block*|restrict*|match*|denied)
  (message|mail|content|email) … (rejected|blocked|refused|filtered|not accepted|denied|prohibited|quarantined) … (content|filter*|rule|anti*)
  (message|mail|email) (content|filtered|has been filtered)
  content … (reject*|denied|filter*)
  recurrent pattern
  hit a spam
  blocked for abuse
  has been (temporarily)? blocked by our filter
  troubleshooting page
`,
);

const malformed = cause(
  "content",
  `
  (malformed|invalid|bad|missing|multiple|duplicate|illegal|non compliant|improper*|required|unnecessary) … (header*|mime|message id|from:|date:|content type|encoding|base64|binary content)
  header (error|are not accepted)
  rfc~(322|822|2822|5322|2821|5321) … (compl*|viol*|conform*|invalid)
  (not|must be) rfc … compl*
  8 bit
  bare (lf|cr)
  (line*|header*|subject) … too long
  lines longer
  domain policy size
  too many received: headers
  mime complexity
  invalid (characters|message content)
  (conversion|content) … (required|not supported|failed)
  x dg ref
`,
);

/** Say enough to overrule a status code. */
export const clearCauses: readonly Cause[] = [
  busy,
  astray,
  badLinks,
  ...senderCauses,
  infected,
  unwanted,
  ...ruleCauses,
  full,
  tooLarge,
  malformed,
  ...readerCauses,
];

/** Where no code tells what happened: it did not go through this time. */
export const troubles: readonly Cause[] = [
  cause(
    "soft",
    `
    (timeout|timed~out|time~out)
    connection (was)? (refused|reset|dropped|lost|closed|died|failed|could not)
    no route to
    network (is)? (unreachable|error)
    host (is)? unreachable
    (could not|unable to|cannot|can't|failed to|couldn't) (connect|establish|reach|contact)
    (lost connection|conversation with|not respond|did not respond)
    no (response|answer)
    (retry time|retries|giving up|expired|been in the queue|not been collected|have been failing)
    (hours|days) … (queue|deliver*|undeliver*|try|tried)
    undelivered (after|for)
    (temporar*|transient|tempor(a|ä)r*|defer*|delay*)
    (try|tried)? (again)? later
    (local|system|internal|server|configuration|software|unexpected) (error|problem|failure|configuration)
    (out of memory|resources|interrupted system call|misconfigured)
    service (is|currently)? (not available|unavailable)
    (shutting down|command died|command failed|command output|exit code|exit status)
    (can't|cannot) (create|open|write)
    could not find a gateway
  `,
  ),
];

/** Say no without a reason: nothing of it may stop a reader. */
export const bareRefusals: readonly Cause[] = [
  cause(
    "sender-side",
    `
    access denied
    not (allowed|permitted|authori*)
    (denied|blocked|banned|refused|prohibited)
    transaction failed
    rejected by
  `,
  ),
];
