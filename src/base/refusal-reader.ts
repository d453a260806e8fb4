/** What servers write when a mailbox or its host does not exist, or not any more. */
import { type Cause, cause } from "./refusal-cause.ts";

const unknown = cause(
  "hard",
  `
  (unknown|no such|invalid|non~exist*|bad|illegal|unrout*|undeliverable|not a valid|unrecogni*|obsolete|incorrect|wrong|archived) (or unknown|or invalid|or illegal|or inactive|or non~existent)? (local|virtual|mail|email|final|forward|destination|delivery|smtp|x\\.400|recipient|recipient's|user|user's|to|target|domain)? (local|virtual|email|delivery|destination)? (user*|mail~box|recipient*|address*|account*|person|name|alias|local part|login|mail~drop|customer|subscriber|id|here|nexthop)
  (user*|mail~box|recipient*|address*|account|person|login|alias|local part|name|email|customer|subscriber|member|spectator|addressee|rcpt|mailbox path) … (unknown|no longer|isn't (valid|here|known|a|in)|invalid|non~exist*|is not (a|an|on|in|local|present|known)|cannot be found|could(n't| not) be (found|resolved)|unavailable|undeliverable|incorrect|wrong|inconnu*|not found|notfound)
  (user*|mail~box|recipient*|address*|account|person|login|alias|local part|name|email|customer|subscriber|member|addressee) … (does|do|did|is|are|was|were|could|can)(n't| not) (be)? (found|known|exist*|valid|recogni*|listed|registered|defined|local|have|match)
  (user*|mail~box|recipient*|address*|account|login|alias|local part) … not (be)? (found|known|exist*|valid|recogni*|listed|here|registered|defined|local|available|in|match)
  (does not|doesn't|not) exist
  (has|have) (been)? (expired|deleted|removed|moved|closed|terminated|left)
  @ … (does not exist|doesn't exist|was not found|not found|unknown|unavailable|is inactive)
  no (such|mailbox|user|valid|account|known|longer|recipient*|person|matches|one|mail~box) … (here|user|recipient*|mailbox|person|address|name|exist*|account|works|employed|valid|active|available|nameserver query)
  (nosuchuser|recipnotfound|recipientnotfound|exrecipnotfound|userunknown|badrcptto|badrecipientto|validrcptto)
  unknown (in|to|user|recipient)
  (not our customer|nobody here|does not exist here)
  not in (my|the|our) (list|validrcptto|directory)
  not found in (the)? (directory|ldap|user|database|name)
  (can't|cannot|couldn't|could not|unable to|didn't|did not) (find|locate|verify|resolve|recogni*|accept) (the|a|any|that|this)? (user|recipient|mailbox|address|email|account|person|alias)
  (all addresses failed|failed address lookup|address lookup failed)
  (user|mailbox|account) not local
  not local
  resolver.adr.*
  missing home directory
  reserved by rfc
  there is no one at
  refuses to accept your mail
  (badly formed|malformed|syntax error in|bad) (mailbox|destination|recipient|address|mailbox address)
  address (syntax|format)
  recipient* … (rejected|refused): (access denied|undeliverable|unknown|user)
  recipient address rejected: access denied
  requested action not taken: mail~box
`,
);

const stopped = cause(
  "hard",
  `
  (account|user|mail~box|address|recipient|email|login) … (disabled|suspend*|deactivat*|inactiv*|not active|closed|cancel*|terminat*|locked|discontinu*|deleted|removed|expired|blocked|retired|abandoned|frozen|archive*|not been activated|not enabled|out of service|on hold|isn't enabled)
  (disabled|inactive|suspend*|deactivated|closed|dormant|expired|terminated|discontinued) (or inactive)? (account|user|mail~box|address)
  bo(i|î)te … archiv*
  (is|has been) (currently)? (suspended|deactivated|inactive)
  (has|have) (moved|left|changed)
  (new address|changed (his|her|their|my))
  no longer (works|work|with|at|employed|valid|active|available|accepts|accept|accepting|in use|in service|on this|on our|here|a|an)
  left the (company|organi*)
  address no longer
  previously bounced
  (bounced|suppression) (address|list)
  (is not|not) (accepting|receiving) any mail
`,
);

const noHost = cause(
  "hard",
  `
  (host|domain|mx|hostname|server) (name)? … (not found|unknown|not exist*|doesn't exist|does not exist|could not be found|non~exist*|invalid|no such|doesn't (receive|accept)|does not (accept|receive) (any)? (mail|email|messages)|not valid|not accept mail|must exist|isn't valid)
  (unknown|invalid|unrout*|bad|no such|non~exist*|illegal|unresolvable) (mail|recipient)? (host|domain|destination)
  (nxdomain|nonexistentdomain|nullmx|null mx)
  no (mx|a|dns|mail~exchanger) (or a|or mx|or aaaa)? (record*|host*|found)
  no mail~server*
  (cannot|can't|couldn't|could not|unable to) find (any|a|the)? (host|mx|mail~exchanger|domain)
  name or service not known
  (name|dns) (service|server)? … host not found
  no route … for (current request|domain)
  account or domain may not exist
`,
);

const refused = cause(
  "hard",
  `
  (mail~box|recipient*|user|address|envelope recipient) … (unavailable|not available|rejected|refused|not accepted|denied|not allowed|disallowed|not permitted)
  this (user|address|recipient) (is)? (not|no)
  (can't|cannot|can not|unable to) deliver to (this|that|the) (user|address|recipient|mailbox)
  cannot receive
  no such
  not a (known|valid|local|active) (user|mailbox|recipient|address|account)
  mail~box not present
`,
);

const elsewhere = cause(
  "hard",
  `
  (empfänger*|adresse|benutzer*|postfach|konto|e mail adresse) … (unbekannt|nicht (gefunden|bekannt|existi*|vorhanden|verfügbar)|ungültig|deaktiviert|gesperrt|existiert nicht)
  (utilisateur|destinataire|adresse|bo(i|î)te|compte) … (inconnu*|n'existe|introuvable|invalide*|d(e|é)sactiv*|inexistant*)
  (usuario|destinatario|direcci(o|ó)n|cuenta|buz(o|ó)n|persona) … (desconocid*|no existe|no encontr*|no se (ha)? encontr*|inv(a|á)lid*|inexistente)
  existe dicha persona
  (utente|destinatario|indirizzo|casella) … (sconosciut*|non esiste|non (è|e) stat*|inesistente|non valid*)
  nessun utente
  (usu(a|á)rio|destinat(a|á)rio|endere(c|ç)o|conta) … (desconhecid*|n(a|ã)o existe|inexistente|inv(a|á)lid*|n(a|ã)o foi encontrad*)
  (ontvanger|adres|gebruiker) … (onbekend|bestaat niet|niet gevonden)
  (użytkownik*|adres*|odbiorc*|skrzynk*) … (nieznan*|nie istnieje|nie znaleziono)
  (пользовател*|получател*|адрес*|ящик*) … (не существует|неизвест*|не найден*|отключен*|недоступ*|заблокирован*)
  (宛先|ユーザ|アドレス) … (不明|見つかり|存在し|ありません|間違)
  用户不存在
  找不到
  不存在
  帐号
  无效
`,
);

export const readerCauses: readonly Cause[] = [unknown, stopped, noHost, refused, elsewhere];
