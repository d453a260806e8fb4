/** What servers write when they will not have mail from us: nothing of it counts against a reader. */
import { type Cause, cause } from "./refusal-cause.ts";

const unauthenticated = cause(
  "sender-side",
  `
  (spf|dkim|dmarc|arc|sender policy framework) … (fail*|reject*|pass*|polic*|valid*|verif*|require*|check*|record|settings|align*|violat*|not allowed)
  (fail*|reject*|violat*|polic*|due to|check|per|pass) … (spf|dkim|dmarc|arc)
  fails to pass authenti*
  unauthenticated (email|mail|sender*|message*)
  sender id (pra)
  purported responsible address
  unsigned dsn
  has not passed validation
  (bounce address tag validation|batv|backscatter)
`,
);

const listed = cause(
  "sender-side",
  `
  (rbl|dnsbl*|rhsbl|drbl|xbl|spamhaus*|spamcop|sorbs|senderbase|senderscore|trustedsource|cloudmark|invaluement|uceprotect|abuseat|njabl|mailspike|psbl|barracudacentral)
  (black|block|deny|ban)~list*
  (ip|host|server|network|domain|address) … listed (in|on|at|by)
  (listed|found) (in|on|at|by) (a|our|one or more|multiple)? (rbl*|dnsbl*|zen.|cbl.|bl.)
  (listed as abusive|senderfilterconfig)
  reputation
  open (proxy|relay)
`,
);

const unwelcome = cause(
  "sender-side",
  `
  (client|sending|your|remote|connecting|source|originating|sender|sender's) (mail|smtp)? (server|host|ip|mta|network|system|isp|address) … (block*|banned|not (been)? (allowed|permitted|accepted|authori*)|refused|denied|restricted|suspended|suspicious*|forbidden|abusive)
  (connection*|mail|messages|email*) from (your|this|the|that|ip|host|hosts|servers|dynamic|x) … (block*|refus*|reject*|denied|not accept*|not permitted|not allowed|weren't sent|won't|no longer accepted)
  (mail|messages|connections) from … (is|are|was|were|been) (block*|refus*|reject*|denied|not (accept*|permitted|allowed))
  ip … (is|has been|was|been) (block*|banned|restricted)
  ip … (block*|banned)
  (block*|banned|bad|invalid|forbidden) … (ip|rdns)
  (blocked|rejected|denied|refused|dropped) (by|due to|because of|for) (your|the)? (ip|sender|sending|sendlab|abuse|complaints)
  you (are|have been|were) (block*|banned|not (allowed|permitted|authori*)|sending)
  you've been blocked
  (do|does|will|can|is|are)(n't| not) (currently)? accept* (any)? (mail|messages|email*|connections|e mail*) from
  not (currently)? accept* (any)? (mail|messages|email|connections) from
  user complaints
  (dynamic|generic) (ip|ips|ip address*|dns|dsl)
  (bad|access denied) … (helo|sender|outbound|tenant)
  use the smtp server of your
  (currently|are) sending spam
  (spams|unwanted messages) … your ip
  spam … ips
  (ip|ips) … whitelist
  unregistered domains
  service refused
  access (from|denied) … (ip|host|tenant|traffic)
  message refused by … (sender|ip)
  (go away|get lost)
`,
);

const nameless = cause(
  "sender-side",
  `
  (reverse|rdns|ptr) (dns|record|lookup|entry|name)? … (fail*|missing|require*|match*|not|no|invalid|resol*|exist*|valid)
  (no|missing|without|valid|invalid|your|generic|fix|custom|mismatch*) (a)? (reverse|ptr|rdns)
  (can't|cannot|can not|could not|unable to) (find|resolve) your (reverse|host*|domain|address|ip)
  (ip name|reverse) lookup
  (doesn't|does not|must) have a (ptr|reverse|valid reverse)
  mismatches client ip
  may not be mail exchanger
  (helo|ehlo) … (reject*|invalid|resol*|denied|block*|not|require*|forged|domain)
  unresolvable relay host name
  confirm this mail server
`,
);

const hasty = cause(
  "sender-side",
  `
  (too many|exceed*|maximum|excessive) … (connections|sessions|messages (from|per|sent|in)|rate|per (hour|day|minute|second|connection)|errors (from|on)|invalid recipients|unknown users|spams|emails per)
  too many (concurrent|simultaneous|errors|recipients|failed|bad)
  trop de connexions
  (connection|message|sending|mail|rate|submission|domain)? rate~limit*
  rate control
  throttl*
  unusual(ly high)? rate
  sending (limit|quota|rate)
  (daily|hourly|submission) … (limit|quota)
  unexpected volume
  connection limit
`,
);

const relaying = cause(
  "sender-side",
  `
  relay* (access|mail|attempt)? … (denied|not (allowed|permitted)|prohibit*|reject*|disallow*|refus*|block*|forbid*)
  (unable|not (permitted|allowed|authori*|configured)|cannot|does not|do not|refus*|denied|won't|don't) (to)? relay*
  insecure mail relay
  allowed rcpthosts
  (no|open|as a) relay*
  (not a gateway|not local host)
  relay not permitted
`,
);

const strangeSender = cause(
  "sender-side",
  `
  (sender|envelope from|envelope sender|return path|mail from|reverse path|from address|from domain) (email|mail)? (address|domain)? … (reject*|denied|blocked|invalid|not (allowed|exist|valid|accepted|permitted|authori*|verif*|found|resol*|pre|owned|in)|does(n't| not) (exist|resolve)|refused|unverif*|verif*|forged|spoof*|black*|empty|spammer|unknown)
  (bad|invalid|unknown|unresolvable|forged|missing|bogus|unroutable|empty|null) (envelope)? (sender*|return path|mail from|from address)
  (domain|host) of (the)? sender
  from: domain is invalid
  (third party)? dsns
  returned mail not accepted
  callout verification
  is not a registered gateway user
  domain … is a dead domain
  no valid recipients from
  (emetteur|absender|remitente) … (invalid*|ung*|inv*)
  not subscribed to
  fully qualified email address
`,
);

const closed = cause(
  "sender-side",
  `
  not (authori*|allowed|permitted|pre approved|subscribed) to (send|submit|post|mail|email|connect|deliver|this)
  (delivery|permission|authori*) … not authori*
  (only accept*|only accepting|accepts only|members only|closed) … (mail|messages|members|list|senders|from|specific)
  non member
  restricted (group|address|recipient)
  (recipient|address|mailbox|group|user|delivery to this) … (restricted|only accepts|isn't accepting … from)
  (rule imposed|user rules|recipient preferences|organizational settings|organization policy)
  notauthori*
  allowed senders list
  not authenticated (for|by)
  (is|be|been) protected by
  by the recipient
  valid address filter
  administrat* (prohibit*|den*|reject*|refus*|restrict*)
  (policy|security|administrative|local|user) (reasons|reason|restriction*|rejection|violation*|prohibit*|policies)
  (block*|reject*|denied) (by|due to)? (a|an|our)? polic*
  policyviolation
  poli(c|k)* … (block*|reject*|violat*|refus*|denied|prohibit*)
  (violat*|against|due to|because of|by|for) … polic*
  protocol violation
  low priority
  captcha
`,
);

const insecure = cause(
  "sender-side",
  `
  starttls not supported
  must (issue|use) (a)? starttls
  require* … (encryption|tls|authenti*|ciphers|confirmation)
  (tls|encryption|authenti* |auth) (is)? (required|needed|requis*|invalid*)
  (tlsa|dnssec) invalid
  certificate … (expired|mismatch|match|invalid)
  authenti* (is)? (required|failed|unsuccessful|failure|credentials|turned)
  (credentials invalid|invalid credentials|password not accepted|incorrect authenti*)
  (auth|authenticate) first
  smtp auth*
  pop before smtp
  (don't|did not|was not|wasn't|not been|not) authenticat*
  not authorized to perform
  verification failure
`,
);

/** Of the sender, by name: before all that a filter may say of the letter. */
export const senderCauses: readonly Cause[] = [unauthenticated, listed, nameless, unwelcome, relaying];

/** Of rules, which filters of spam and viruses also give as their reason: after those. */
export const ruleCauses: readonly Cause[] = [hasty, strangeSender, closed, insecure];
