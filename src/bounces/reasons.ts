/**
 * What servers write, by what they mean. The first rule that fits decides, so the order is the meaning: who was "blocked" for
 * spam has a mailbox, and a mailbox that is "full" exists. Texts come in lower case, with addresses taken out.
 */
import type { FailureClass } from "./verdict.ts";

export interface Reason {
  readonly class: FailureClass;
  readonly words: RegExp;
}

function rules(name: FailureClass, ...words: readonly RegExp[]): readonly Reason[] {
  return words.map((each) => ({ class: name, words: each }));
}

/** Say enough to overrule a status code. */
export const clearReasons: readonly Reason[] = [
  ...rules(
    "soft",
    /receiving (mail|email|messages) (at a rate|too quickly)|recipient[^.]{0,30}(rate|too many messages)/,
    /mailbox (is )?(busy|locked|temporarily)|(cannot|could not|unable to) (open|lock|access) (the )?(mailbox|inbox)/,
  ),
  ...rules(
    "sender-side",
    /\b(spf|dkim|dmarc|arc)\b[^.]{0,80}(fail|reject|pass|polic|valid|require|check|record|align|unauth)/,
    /(fail|reject|violat|polic|due to)[^.]{0,60}\b(spf|dkim|dmarc)\b|unauthenticated (e-?mail|mail|sender)|sender id \(pra\)/,
    /\b(rbl|dnsbl|dnsbls|spamhaus|spamcop|sorbs|senderbase|senderscore|trustedsource|cloudmark|invaluement|uceprotect|abuseat|njabl|mailspike|rhsbl|psbl|zen\.|cbl\.)/,
    /(black|block|deny|ban)-? ?list(ed|s|ing)?\b(?![^.]{0,20}(url|uri|link))|listed (in|on|at|by) [a-z0-9.-]+\.[a-z]{2,}/,
    /\b(poor|bad|low|negative|email|sender|ip|domain)\b[^.]{0,20}\breputation|reputation[^.]{0,30}(poor|bad|low|score)/,
    /(client|sending|your|remote|connecting|source|originating|this|sender'?s?) (mail ?server|host|server|ip|mta|network|system|domain|isp|email|mail|messages?)\b[^.]{0,60}(block|banned|not (been )?(allowed|permitted|accepted|authori[sz]ed)|refused|denied|restricted|suspended)/,
    /(connections?|mail|messages|e-?mails?) from (your|this|the|that|\[?\d+\.|[a-z0-9-]+\.)[^;]{0,60}(block|refus|reject|denied|not accept|not permitted|not allowed|weren.t sent)/,
    /(reverse|rdns|ptr)[- ]?(dns|record|lookup|entry|name)?\b[^.]{0,60}(fail|missing|required|match|not|no\b|invalid|resol|exist|valid)|(no|missing|without|valid|invalid|your|generic) (a )?(reverse|ptr|rdns)|cannot find your (reverse )?hostname|helo[^.]{0,40}(reject|invalid|resolv|denied|block|not)/,
    /(too many|exceed\w*|maximum|excessive)[^.]{0,40}(connections|messages (from|per|sent|in)|recipients|rate|sessions|per (hour|day|minute|second|connection)|errors|invalid recipients|unknown users)|rate[- ]?(limit|control|exceed)|thrott?l|unusual(ly high)? rate|sending (limit|quota|rate)|(daily|hourly) [^.]{0,20}(limit|quota)/,
    /relay(ing|ed)?( access| mail| attempt)?[^.]{0,30}(denied|not (allowed|permitted)|prohibit|reject|disallow|refus|block|forbid)|(unable|not (permitted|allowed|authori[sz]ed)|cannot|do(es)? not|refus\w+|denied|won.t) (to )?relay|allowed rcpthosts|no relay|open relay|not an open mail/,
    /(sender|from|envelope|return[- ]path|mail from|reverse[- ]path)( e-?mail)?( address)?( domain)?[^.;]{0,50}(rejected|denied|blocked|invalid|not (allowed|exist|valid|accepted|permitted|authori[sz]ed|verif|found|resolv)|does ?n.t (exist|resolve)|refused|unverif|verification|verify failed|forged|spoof|badmailfrom|is in my)/,
    /(bad|invalid|unknown|unresolvable|forged|missing) (envelope )?(sender|return[- ]path|mail from)|(domain|host) of (the )?sender|sender verif|could not verify sender|callout verification|cannot resolve your domain/,
    /(does|do|will|is|are)( not|n.t)( currently)? accept(ing)? (any )?(mail|messages?|e-?mails?) from|not (authori[sz]ed|allowed|permitted) to (send|submit|post|mail|e-?mail)|you (are|have been|were) (blocked|banned|not allowed)|only (accepts|members)|restricted (group|address|recipient)|not\.?authorized/,
    /starttls|tls (is )?required|encryption (is )?(required|needed)|authentication (is )?(required|failed|unsuccessful|credentials)|auth(enticate)? (first|required)|smtp auth|pop before smtp/,
    /grey-?list|gray-?list|(policy|security|administrative|local|user) (reasons?|restrictions?|rejection|violations?|prohibit)|administrative(ly)? (prohibit|denied|reject|refused)|poli[ck]y[^.]{0,30}(block|reject|violat|refus|denied)|(violat|against|due to|because of|by)[^.]{0,30}polic(y|ies)|complaints/,
  ),
  ...rules(
    "soft",
    /(mail ?box|mail ?drop|mail ?dir|inbox|account|user|recipient|storage|quota|disk|folder|mail folder|home)\b[^.;]{0,60}\b(is|was|has|are|too|seems|appears|exceeds?|exceeded|over|almost|currently)?\b[^.;]{0,25}(full\b|over ?quota|over (his|the|its|their|disk)|exceed\w*[^.;]{0,40}(quota|size|storage|limit|alloc|space)|out of (storage|space|disk)|no (free |more |disk )?space|too (large|big|many messages))/,
    /(mail ?box|mail ?drop|inbox|account|storage|quota|folder)[^.;]{0,40}(limit|size|allowance|maximum)[^.;]{0,20}(exceed|reach)/,
    /over ?(the )?(disk ?|mail(box)? )?quota|quota[^.]{0,30}(exceed|violat|full|reach|over|would)|quota_|mailboxfull|mail ?box ?full|\bmailbox limit|exceed\w*[^.;]{0,40}(mailbox|quota|storage|disk)|not enough (storage|space|disk|room)|insufficient (system |disk )?(storage|space)|no space left|disk (is )?full|resources? [^.]{0,20}storage|storage alloc/,
    /postfach[^.]{0,30}voll|speicherplatz|bo[iî]te[^.]{0,40}(pleine|satur)|buz[oó]n[^.]{0,30}llen|casella[^.]{0,30}piena|caixa[^.]{0,30}cheia|ящик[^.]{0,30}(переполнен|заполнен)|容量|溢れ|いっぱい/,
  ),
  ...rules(
    "content",
    /(message|mail|e-?mail|file|data|body|letter|size|attachment)[^.;]{0,50}(too (big|large|long)|exceed\w*[^.;]{0,40}(size|limit|maxim|length)|larger than|size limit)|(size|length)[^.;]{0,20}(exceed|limit|too)|exceeds? (the )?(maximum|fixed|administrative|size|message)|maximum (message |allowed )?(size|length)|5\.3\.4|too much mail data/,
    /\b(virus|viruses|malware|infected|trojan|worm|phish\w*)\b|(attachment|content|file|extension)[^.]{0,40}(not allowed|block|prohibit|banned|forbidden|disallow|not permitted)|(banned|suspicious|dangerous|prohibited|potentially executable) (file|attachment|content|name)/,
    /uribl|surbl|\bdbl\b|(url|uri|link|domain)s?[^.]{0,50}(black|block|listed|spam|reject)/,
    /\bspam\w*\b|\bjunk ?mail|unsolicited|\bube\b|\buce\b|bulk (e-?)?mail|(message|mail|content)[^.]{0,40}(was |been |is )?(rejected|blocked|refused|filtered|not accepted|denied|prohibited)[^.]{0,30}(content|filter|by (a |the )?(rule|anti))|content[- ](filter|reject|block|restrict)|message content|hit a spam/,
    /(malformed|invalid|bad|missing|multiple|duplicate|illegal|non-?compliant|improper|required)[^.;]{0,25}(header|mime|message-id|\bfrom:|\bdate:|content-t|encoding)|rfc[ -]?(5?322|2822|822|5321|2821)[^.]{0,40}(compl|viol|conform|invalid)|not rfc[^.]{0,20}compl|8-?bit|bare (lf|cr)|lines? (is |are )?(too long|longer)|(conversion|content)[^.]{0,20}(required|not supported|failed)/,
  ),
  ...rules(
    "hard",
    /(unknown|no such|invalid|non-?existent|bad|illegal|unrouteable|unroutable|undeliverable|not a valid|unrecogni[sz]ed|inactive|obsolete|incorrect|wrong|nonexistant)( or \w+)?( local| virtual| mail| e-?mail| recipient'?s?| destination| forward| to| final| user'?s?| target)*[- ](user|users|mailbox|recipients?|address|addresses|account|accounts|person|here|name|alias|local[- ]?part|username|userid|mail ?drop|customer|subscriber|id|addressee)\b/,
    /(user|users|mailbox|mail ?box|recipient|address|addressee|account|person|login|username|userid|alias|local[- ]?part|name|email|customer|subscriber|member|resolver\.adr\.\w*)\b[^.;:]{0,60}\b(unknown|not (be )?(found|known|exist\w*|valid|recogni[sz]ed|listed|here|a valid|a known|registered|defined|local|in (the )?(list|directory|address)|available|exists?)|does ?n.?.?t (exist|have)|do(es)? not (exist|have)|did not exist|no longer|isn.?t (valid|here|known|a)|invalid|nonexistent|non-existent|not existing|is not (a|an|on|in)\b|cannot be found|could ?n.?.?t be (found|resolved)|could not be (found|resolved)|has (been )?(expired|deleted|removed|moved|closed|terminated|left)|unavailable|undeliverable|not in|incorrect|wrong)/,
    /no (such |mailbox|user |valid |account|known |longer )[^.;]{0,40}(here|user|recipient|mailbox|person|address|name|exist|account|host|domain|works?|employed|valid|active|available)|nosuchuser|recipnotfound|recipientnotfound|userunknown|user_unknown|unknown local[- ]part|unknown in|unknown to|not our customer|(can.?t|cannot|couldn.?t|could not|unable to|didn.?t) (find|locate|verify|resolve|recogni[sz]e) (the |a |any )?(user|recipient|mailbox|address|e-?mail|account|person|alias)|no (local|virtual) mailbox|nobody here|does not exist here|not found in (the )?(directory|ldap|user|database)|all addresses failed|failed address lookup|address lookup fail|address unknown|delivery to the following recipients? failed permanently: *$/,
    /(account|user|mailbox|address|recipient|e-?mail|login)\b[^.;]{0,50}(disabled|disabled|suspended|deactivat|inactive|not active|closed|cancel|terminat|locked|discontinu|deleted|removed|expired|blocked|retired|abandoned|frozen|not been activated|not enabled|out of service|on hold)|(disabled|inactive|suspended|deactivated|closed|dormant|expired|terminated|discontinued)[- ](account|user|mailbox|address|recipient|e-?mail)|account that you tried to reach is (disabled|inactive)/,
    /(host|domain|server|mx)( name)?s?\b[^.;]{0,40}(not found|unknown|not exist|does ?n.t exist|does not exist|could not be found|nonexistent|invalid|no such|doesn.t receive|does not (accept|receive) (any )?(mail|e-?mail)|not valid)|(unknown|invalid|unrouteable|bad|no such|non-?existent|nonexistent|illegal|unresolvable) (mail )?(host|domain|destination)|nxdomain|no (mx|a|dns) (or (a|mx|aaaa) )?(records?|hosts?)|null ?mx|cannot find (any|a|the) (host|mx|mail ?exchanger|domain)|name or service not known|no route (found )?for domain|couldn.?t find any host|all relevant mx records point to non-existent|name service error[^.]*host not found|badly formed|malformed address|syntax error in (mailbox )?address|bad (destination|recipient|address|mailbox)|address (syntax|format)|no mail(box)? (servers?|exchanger)/,
    /(has|have) (moved|left|changed)|(moved|new address|changed (his|her|their|my))|no longer (works?|with|at|employed|valid|active|available|accept\w*|in (use|service)|on (this|our)|here|an? )|user not local|not local|left the (company|organi[sz]ation)|retired/,
    /(mailbox|recipient|user|address)[^.;]{0,40}(unavailable|not available|rejected: (access denied|undeliverable|unknown)|rejected|refused|not accept|denied|not allowed|disallow|not permitted)|requested action not taken: mailbox|this (user|address|recipient) (is )?(not|no)|(can.?not|can.?t|unable to) deliver to (this|that|the) (user|address|recipient|mailbox)|cannot receive|not receiv|no such/,
    /(empf[aä]nger|adresse|benutzer|postfach|konto)[^.]{0,60}(unbekannt|nicht (gefunden|bekannt|existi|vorhanden|verf)|ung[uü]ltig|deaktiviert|gesperrt|existiert nicht)|(utilisateur|destinataire|adresse|bo[iî]te|compte)[^.]{0,60}(inconnu|n.existe|introuvable|invalide|d[eé]sactiv|inexistant)|(usuario|destinatario|direcci[oó]n|cuenta|buz[oó]n)[^.]{0,60}(desconocid|no existe|no encontr|no se (ha )?encontr|inv[aá]lid|inexistente)|(utente|destinatario|indirizzo|casella)[^.]{0,60}(sconosciut|non esiste|non (è|e) stat|inesistente|non valid)|(usu[aá]rio|destinat[aá]rio|endere[cç]o|conta)[^.]{0,60}(desconhecid|n[aã]o existe|inexistente|inv[aá]lid|n[aã]o foi encontrad)|(пользовател|получател|адрес|ящик)[^.]{0,60}(не существует|неизвест|не найден|отключен|недоступ)|(宛先|ユーザ|ユーザー|アドレス|メールアドレス)[^。]{0,40}(不明|見つかり|存在し|ありません|間違)|用户不存在|找不到|不存在/,
  ),
];

/** Tell what happened where no status code does. */
export const vagueReasons: readonly Reason[] = [
  ...rules(
    "soft",
    /time[ds]?[- ]?out|connection (was )?(refused|reset|dropped|lost|closed|died|failed|could not)|no route to|network (is )?(unreachable|error)|(could not|unable to|can.?not|can.?t|failed to|couldn.?t) (connect|establish|reach|contact)|lost connection|conversation with|not respond|no (response|answer)/,
    /retry time|retries|giving up|expired|been in the queue|(hours|days)[^.]{0,40}(queue|deliver|undeliver|tr(y|ied))|undelivered (after|for)|(temporar|transient|tempor[aä]r|deferr)|try (again|later)|later/,
    /mail(ing)? ?loop|too many (hops|received)|loops? back|hop ?count|forwarding loop|routing loop|cname lookup failed|(local|system|internal|server|configuration|software|unexpected) (error|problem|failure|configuration)|out of memory|resources|service (is )?(not available|unavailable)|shutting down|command (died|failed|output)|exit (code|status)|pipe|can.?t (create|open|write)|database/,
  ),
  ...rules(
    "sender-side",
    /access denied|not (allowed|permitted|authori[sz]ed)|\bdenied\b|blocked|banned|refused|transaction failed|prohibited|rejected by/,
  ),
];
