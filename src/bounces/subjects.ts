import { phrases } from "../base/phrase.ts";

/** Subjects of bounces, from their start on: an answer to one ("Re: …") is none, nor is one that is only quoted. */
const subjects = phrases(`
  (mail|message|e~mail)? (delivery|delivering|transmission|sending) … (status|failed|failure|fail|error|problem*|report|notification|incomplete|delayed|warning|notice|attempt)
  (permanent|temporary|transient|fatal) (delivery|mail)? (failure|error)
  (failure|failed|error) (notice|notification|delivery|mail|sending|to deliver|message|condition)
  return* (mail|message|e~mail|to sender|due)
  (undeliver*|unzustellbar*|nondeliver*|non~delivery|deliverable|unsent|undelivered)
  (non remis*|non~remise|non recapit*|mancato recapito|mancata consegna)
  (could not|couldn't|cannot|can't|unable to|failed to) (be)? (deliver*|send|sent)
  (mail|message|e~mail|letter|your message|your mail) … (not (be)? delivered|undeliver*|could not|cannot be|can't be|failed|failure|error|bounced|rejected|returned|unable|refused|blocked|delayed|not sent)
  warning: (could not|message|mail|unable|e~mail)
  bounced? (mail|e~mail|message)
  (user|host|address|recipient|mailbox|domain) … (unknown|not found|rejected|full|unavailable|over quota)
  (unknown|invalid|bad|no such) (user|address|recipient|mailbox|host)
  mail~box … full
  (delayed|returning|rejected|blocked|bounced) (mail|message|e~mail)
  (ndn|ndr|dsn):
  automatically rejected
  content filter
  (status of|mdaemon)
  (nicht zustell*|zustell*|nicht zugestellt|fehler beim|mail konnte nicht|rückläufer)
  nachricht … (nicht|unzustellbar)
  ((é|e)chec|non remis*|message non|avis de non|notification d'(état|échec)|rapport de non)
  (no se (puede|pudo|ha podido)|devuelto|no se entreg*|error al|notificaci(o|ó)n|no entregado|correo devuelto)
  (falha|não foi|nao foi|notifica(ç|c)*|devolvida|não entregue)
  (onbestelbaar|niet bezorgd|kan niet worden bezorgd|olevererbart|kunne ikke leveres|levererbar*|toimittamaton|nedoručiteln*|kézbesíthetetlen)
  (nie dostarczono|zwrot|błąd dostar*|niedostar*)
  (недостав*|не доставлен*|сообщение не|ваше сообщение|невозможно доставить|ошибка доставки)
  配信
  配送
  送信
  送達
  退信
  退件
  未送達
  无法投递
  投递失败
`);

/** "***SPAM*** ", "[list] ", "Warning: " and the like may stand before it. */
const furthest = 12;

export function isBounceSubject(subject: string): boolean {
  const calm = subject
    .slice(0, 300)
    .toLowerCase()
    .replace(/[‘’`´]/g, "'")
    .replace(/\*+ ?\w{1,20} ?\*+/g, " ")
    .replace(/[\s*>|_<"()=#-]+/g, " ")
    .trim();
  return calm.search(subjects) >= 0 && calm.search(subjects) <= furthest;
}
