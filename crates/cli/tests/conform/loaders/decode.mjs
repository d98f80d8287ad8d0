// A client of a few lines, in the place of a user's SDK. FAULT makes it a wrong one.
const ERROR = {
  message: ["message"],
  code: ["code"],
  category: ["category"],
  flag: ["retirable", "retriable"],
  doc_url: ["doc_url", "docUrl"],
  correlation_id: ["correlation_id", "correlationId"],
  details: ["details"],
};
const PLAIN = { status: ["status"], message: ["message"], outcome: ["outcome"], type: ["type"] };

function facts(value, keys) {
  const shown = {};
  for (const [fact, names] of Object.entries(keys)) {
    const found = names.map((name) => value?.[name]).find((one) => (one ?? null) !== null);
    if (found !== undefined) shown[fact] = found;
  }
  if (process.env.FAULT === "loses-codes") delete shown.code;
  if (process.env.FAULT === "flag-as-number" && "flag" in shown) shown.flag = Number(shown.flag);
  return shown;
}

export function decode(operation, status, body) {
  const text = body.toString();
  const value = text.trim() ? JSON.parse(text) : {};
  if (status >= 400) return { errors: [facts(value, ERROR)], envelope: {}, reason: {} };
  const slots = value?.jobRuns?.length ? value.jobRuns : [value?.jobRun ?? value];
  const reason = facts(slots[0]?.reason, { ...PLAIN, doc_url: ERROR.doc_url, details: ["details"] });
  return {
    errors: slots.map((slot) => facts(slot?.error, ERROR)),
    envelope: facts(slots[0], PLAIN),
    reason,
  };
}
