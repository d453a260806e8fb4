import { phrases } from "../base/phrase.ts";
import { headerOf, type ReturnedMail } from "../base/returned-mail.ts";
import { isBounceSubject } from "./subjects.ts";

/** Names that only mail systems have. */
const daemon = phrases(`
  (mailer|mail)~daemon
  (mail|e~mail|message|internet mail)? delivery (sub~system|system|service|agent)
  (mdaemon|mailnull|microsoftexchange*|mailenable|lsmtp)
`);

/** Headers that mail systems alone write, and only into what they send back. */
const systemHeaders = ["x-failed-recipients", "x-ms-embedded-report", "x-ms-exchange-message-is-ndr", "x-mx-bounce"];

/** People bear or read these too: they count only beside another sign. */
const keeper = phrases(`
  (mail|e~mail|message|internet|smtp|messaging) (transport|transfer|delivery|system|router|administrator|gateway|server|service|handler|robot|returned|status|notification)
  (post~master|mail~master|mail~system|system administrator|mail~admin|auto~admin|administrator|sysadmin|root|microsoft exchange|microsoft outlook)
  (mailsweeper|amavis*|content~filter|anti~spam|virus*|lotus domino|non~delivery|undeliverable)
  (no~reply|do not reply|bounce*|abuse|inetgw*|smtp)
`);

/** First words of bounces: a mail system says who it is, or at once what has failed. */
const opening = phrases(`
  (this is|this was|you have received) (an|a) (automatically generated|computer generated|automated|permanent error|warning|delivery status)
  this (message|report|notice|mail) (was|is) (created|generated|sent) automatically
  (automatically generated|delivery status) (delivery|report|notification)
  this is the (mail|email|qmail|postfix|mail delivery|smtp)
  hi. this is
  this is (a|the) (mail|email|smtp|mime encapsulated)
  (i'm|i am) (sorry|afraid)
  sorry we were unable to deliver
  (message|mail|email|letter|attachment) … (could not be|couldn't be|can't be|cannot be|was not|wasn't|has not been|not be|were not|not) (delivered|sent|processed|relayed|accepted|transmitted)
  (message|mail|email|delivery) … (undeliver*|undelivered|failed|fail|failure|bounced|rejected|returned|refused|has been delayed|was aborted|being returned|blocked)
  (did|does) not reach the following
  (failed|unable|impossible|not possible|could not|cannot) (to)? (be)? deliver*
  (delivery|deliver) … (failed|has failed|problem*|error*|permanent* fail*|to the following)
  (following|these|one or more) (recipient*|address*|user*|destination*) … (fail*|not|could|cannot|undeliver*|error*|problem*|reject*)
  (had|with|a) (permanent|temporary|transient|fatal) … (error*|failure*|fatal)
  (undeliver*|unzustellbar*|unroutable|nondeliver*|non delivery)
  (failed|invalid|unknown|rejected) (final|local)? (recipient*|address*|user*|delivery|userid)
  (user|mailbox|recipient|address|host|domain|account) … (unknown|not found|full|exceeds|does not exist|unavailable|invalid|not valid|isn't valid|no such)
  no such (user|recipient|mailbox|address)
  not a valid user
  (was|were) automatically rejected
  (nachricht|e~mail|mail|sendung) … (nicht zugestellt|nicht gesendet|nicht ausgeliefert|nicht übermittelt|unzustellbar)
  (zustell*|übermittlung) … (fehl*|nicht|problem*|gescheitert)
  (message|courrier|courriel|mail) … (n'a pu|n'a pas|pas pu|n'a été|non remis|non distribu*|impossible)
  (mensaje|correo) … (no se|no ha|no pudo|no puede|no fue|devuelto|rechazado)
  (messaggio|posta) … (non è|non e|non può|non puo)
  (mensagem|e~mail) … (não|nao|devolvid*)
  (wiadomo*|poczt*) … (nie mogła|nie została|nie można|nie dostar*)
  (письмо|сообщение) … (не доставлен*|не может|не удалось|не было)
  配信
  配送
  送信でき
  届け
  エラーメール
  无法(发送|投递|送达)
  退信
  投递失败
`);

/** How much of a mail a person reads first. */
const head = 700;

/** How much a mail looks as if a mail system had sent it about another mail. */
export interface Shape {
  /** A machine-readable report about recipients (RFC 3464): nothing else looks like it. */
  readonly report: boolean;
  /** A mail system wrote it, beyond doubt. */
  readonly fromSystem: boolean;
  /** An answer or a forward, by its subject: people quote whole reports. */
  readonly answer: boolean;
  /** It has no sender that could get an answer, and speaks as mail systems do. Automatic replies of people come this way too. */
  readonly mayBe: boolean;
}

export function shapeOf(mail: ReturnedMail): Shape {
  const subject = headerOf(mail, "subject");
  const path = headerOf(mail, "return-path");
  const answer = /^\W{0,4}(?:re|fwd?|aw|wg|sv|antw|tr|rv|i)\s?(?:\[\d+\])?\s?:/i.test(subject);
  const named = nameOf(headerOf(mail, "from"));
  const speaks = opening.test(calm(mail.text.slice(0, head)));
  const system = systemHeaders.some((name) => mail.headers.some((one) => one.name === name)) || daemon.test(named);
  const nobody = /^<?\s?>?$/.test(path) && path !== "";
  const kept = nobody || named === "" || keeper.test(named) || daemon.test(nameOf(path));
  return {
    report: mail.status.some((fields) => fields.has("action") || fields.has("final-recipient")),
    fromSystem: system || (!answer && kept && (isBounceSubject(subject) || (speaks && (!nobody || named === "")))),
    answer,
    mayBe: !answer && nobody && speaks,
  };
}

/** Display name and local part: whom the domain belongs to says nothing. */
function nameOf(from: string): string {
  return calm(from.slice(0, 300).replace(/@[^\s<>()",]*/g, " ")).trim();
}

/** As phrases want it. */
function calm(text: string): string {
  return text
    .toLowerCase()
    .replace(/[‘’`´]/g, "'")
    .replace(/[\s*>|_<"()=#-]+/g, " ");
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
  if (autoSubject.test(calm(headerOf(mail, "subject").slice(0, 300)))) return "subject";
  return challenge.test(calm(mail.text.slice(0, 2 * head))) ? "challenge" : null;
}

/** Asks the sender to prove to be a person before the mail is let through. */
const challenge = phrases(`
  (click|visit|follow|reply|respond|open) … (confirm*|verify|verification|authenticate|prove|approved|delivered to me|add yourself|be added)
  (to|order to) control spam
  (confirm|verify|prove) (that)? you (are|'re) (a)? (human|person|real|not a)
  (sender|message|address) verification
  (approved|accepted|allowed) (sender|senders)? list
  white~list
  challenge response
  held … until
`);

const autoSubject = phrases(`
  auto~(reply|response|respond*|answer|antwort*)
  (automatic|automated|automatische|automatisch) (reply|response|answer|antwort*)
  out of (the)? office
  ooo
  away from (my)? (mail|office|desk|e~mail)
  on (vacation|holiday|leave|annual leave|maternity leave)
  vacation (reply|notice|response)
  i am (away|out|on)
  (abwesenheit*|abwesend|nicht im büro|nicht im buero)
  (absence|absent|réponse automatique|reponse automatique)
  (respuesta autom*|fuera de (la)? oficina)
  (risposta automatica|fuori sede|fuori ufficio)
  (resposta autom*|fora do escritório)
  (autosvar|frånvaro|afwezig*|poza biurem)
  (автоответ*|отпуск*)
  自動返信
  自動応答
  不在
  自动回复
`);
