import { headerOf, type ReturnedMail } from "../returned-mail.ts";

/** Who says that mail did not arrive. Postmasters are people too: they count only beside another sign. */
const daemon =
  /mailer-?daemon|mail-?daemon|mail delivery (sub-?)?(system|service|agent)|delivery (sub-?)?system|mail (system|router|administrator|gateway)|mailsystem|system administrator|mdaemon|mail-?admin|microsoft ?exchange|mail transport|internet mail (delivery|service)|mailnull|bounce[sd]?@|auto-?admin|mail_?handler|mailsweeper|messaging ?server|non-?delivery|undeliverable|antispam|mailmaster|mailbox@|mailerdaemon|mail server|smtp[- ]?(gateway|server)/i;
const postmaster = /postmaster|mailmaster|root@|administrator|amavis|content-?filter|noreply|no-reply/i;

/** Subjects of bounces, whole from their start: an answer to one ("Re: …") is none. */
const subjects =
  /^\W*(?:\*+ ?\w+ ?\*+ )?(?:(?:mail |message |e-?mail )?(?:delivery|delivering|transmission|sending) (?:of [^:]{0,40} )?(?:status|has failed|failed|failure|fail\b|error|problem|report|notification|incomplete|has been delayed|delayed|warning|notice|attempt)|(?:permanent|temporary) (?:delivery )?(?:failure|error)|delivery status notification|failure notice|fail(?:ure|ed) (?:delivery|notice|notification|to deliver)|failed mail|error sending|returned (?:mail|to sender|e-?mail|message|due)|return(?:ed)? (?:mail|message|to sender)|undeliver(?:able|ed|ed mail)|unzustellbar|(?:un)?deliverable|non[- ]?(?:delivery|remis|deliverable|recapit)|could ?n.?t (?:deliver|be delivered)|(?:mail|message|e-?mail|letter|delivery)[^:]{0,30}(?:not (?:be )?delivered|undeliverable|could not|cannot be|failed|failure|error|bounced|rejected|returned|unable|refused|blocked|delayed|warning)|warning: (?:could not|message|mail|unable|e-?mail)|(?:nondeliverable|bounced?) (?:mail|e-?mail|message)|mail (?:system )?error|mail could not|unable to deliver|user unknown|unknown (?:user|address)|(?:address|recipient|user|mailbox)[^:]{0,25}(?:unknown|not found|rejected|full|unavailable)|mail(?:box)? (?:is )?full|nichtzustell|zustell|remise|[eé]chec|non remis|no se (?:puede|pudo)|devuelt|mancato recapito|notificaci[oó]n|falha|не доставлен|недостав|配信|配送|送信|退信|ndn:|\[?mail delivery|delayed mail|message (?:status|delayed)|status of|notification d'|content filter|mdaemon|failure|error condition|transient)/i;

/** How much a mail looks as if a mail system had sent it about another mail. */
export interface Shape {
  /** A machine-readable report: nothing else looks like it. */
  readonly report: boolean;
  /** Sent by a mail system: null return path, daemon's name, or a header that only they write. */
  readonly fromSystem: boolean;
  readonly subject: boolean;
}

export function shapeOf(mail: ReturnedMail): Shape {
  const subject = headerOf(mail, "subject");
  const from = headerOf(mail, "from");
  const answer = /^\W*(re|fwd?|aw|wg|sv|antw|tr|rv)\s*(\[\d+\])?\s*:/i.test(subject);
  const known = !answer && subjects.test(subject);
  const nullPath = /^<?\s*>?$/.test(headerOf(mail, "return-path")) && headerOf(mail, "return-path") !== "";
  const system =
    headerOf(mail, "x-failed-recipients") !== "" || daemon.test(from) || daemon.test(headerOf(mail, "return-path"));
  return {
    report: mail.status.some((fields) => fields.has("action") || fields.has("final-recipient")),
    fromSystem: !answer && (system || nullPath || (known && (postmaster.test(from) || from === ""))),
    subject: known,
  };
}

/** Written by a program in answer to a mail (RFC 3834 and the headers before it), or saying so in its subject. Null: no sign of it. */
export function autoReplySign(mail: ReturnedMail): string | null {
  const header = (name: string): string => headerOf(mail, name).toLowerCase();
  if (/disposition-notification/.test(mail.type)) return "read receipt";
  if (/^auto-(replied|notified)/.test(header("auto-submitted"))) return "Auto-Submitted";
  for (const name of ["x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-auto-respond"])
    if (header(name) !== "" && header(name) !== "no") return name;
  if (/auto_?-?reply|vacation/.test(header("precedence"))) return "Precedence";
  if (/vacation|autorespond|auto-?reply/.test(header("x-mailer") + header("delivered-by-the-graces-of")))
    return "X-Mailer";
  return autoSubject.test(headerOf(mail, "subject")) ? "subject" : null;
}

const autoSubject =
  /\b(auto(matic|mated|matische|matisch)?[- ]?(re(ply|sponse|spond\w*)|answer|antwort\w*)|out of (the )?office|ooo\b|away from (my )?(mail|office|desk|e-?mail)|on (vacation|holiday|leave)|vacation (reply|notice|response)|i am (away|out|on)|abwesenheit\w*|abwesend|nicht im b[uü]ro|absence|r[eé]ponse automatique|absent|respuesta autom|fuera de (la )?oficina|risposta automatica|fuori (sede|ufficio)|resposta autom|autosvar|frånvaro|afwezig\w*|poza biurem|автоответ|отпуск)|自動(返信|応答)|不在|自动回复/i;
