// A client of a few lines, in the place of a user's SDK. FAULT makes it a wrong one.
// What is not there is null, and a timestamp is a date, which is shown in another offset.
const ERROR = {
  message: ["message"],
  code: ["code"],
  category: ["category"],
  flag: ["retirable", "retriable"],
  doc_url: ["doc_url", "docUrl"],
  correlation_id: ["correlation_id", "correlationId"],
  details: ["details"],
};
const PLAIN = { status: ["status", "state"], message: ["message"], outcome: ["outcome"] };
const REASON = {
  type: ["type"],
  message: ["message"],
  doc_url: ERROR.doc_url,
  details: ["details"],
  timestamp: ["timestamp"],
};
const { FAULT } = process.env;

function facts(value, keys) {
  const shown = {};
  for (const [fact, names] of Object.entries(keys))
    shown[fact] = names.map((name) => value?.[name]).find((one) => (one ?? null) !== null) ?? null;
  if (FAULT === "loses-codes") delete shown.code;
  if (FAULT === "flag-as-number" && (shown.flag ?? null) !== null) shown.flag = Number(shown.flag);
  if (shown.timestamp) {
    const text = FAULT === "drops-offsets" ? shown.timestamp.slice(0, 19) + "Z" : shown.timestamp;
    shown.timestamp = new Date(text).toISOString();
  }
  return shown;
}

export function decode(operation, status, body) {
  const text = body.toString();
  const value = text.trim() ? JSON.parse(text) : {};
  if (status >= 400) return { errors: [facts(value, ERROR)], envelope: {}, reason: {} };
  const slots = Array.isArray(value)
    ? value
    : value?.jobRuns?.length ? value.jobRuns : [value?.jobRun ?? value];
  const errors = slots.map((slot) => facts(slot?.error, ERROR));
  if (FAULT === "loses-slots") errors.splice(1);
  if (FAULT === "invents-errors") errors[0].message ??= "no error";
  return { errors, envelope: facts(slots[0], PLAIN), reason: facts(slots[0]?.reason, REASON) };
}
