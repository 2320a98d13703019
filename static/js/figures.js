// Numbers, dates and times as people write them, in the spelling that the form reads.
const SIGNS = { "−": "-", "–": "-", "。": ".", "¥": "", "$": "", "元": "" };
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?$/i;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const MOST = 1000;

const narrow = (text) => text.normalize("NFKC").trim();

/** What was typed as plain decimal text ("１,234.50" -> "1234.50"); null where it is no number. */
export function figures(typed) {
  const plain = narrow(typed).replace(/[−–。¥$元]/g, (sign) => SIGNS[sign]).replace(/\s/g, "");
  if (plain.length > MOST) return null;
  const digits = GROUPED.test(plain) ? plain.replaceAll(",", "") : plain;
  return NUMBER.test(digits) ? digits : null;
}

// How people call a unit beside its sign; written as NFKC leaves it.
const CALLED = {
  h: ["小时", "工时", "时", "hrs", "hr", "hour", "hours"], d: ["天", "日", "工日", "day", "days"], "元": ["¥"],
  m: ["米"], m2: ["平方米", "平米", "平方"], m3: ["立方米", "立方", "方"], t: ["吨"], kg: ["公斤", "千克"], km: ["公里", "千米"],
};
const LARGE = { 万: 4, 亿: 8 };

function bare(words, unit) {
  const sign = unit.normalize("NFKC").toLowerCase(), lower = words.toLowerCase();
  const known = Object.entries(CALLED).find(([key, names]) => key === sign || names.includes(sign));
  const names = [sign, ...(known ? [known[0], ...known[1]] : [])].filter(Boolean).sort((a, b) => b.length - a.length);
  const found = names.find((name) => lower.endsWith(name));
  return found ? words.slice(0, -found.length) : words;
}

/** A number out of a sheet: also "(1,234)" and "5-" for a negative one, "3 %" as a hundredth, "1.2万", a unit behind it. */
export function sheetNumber(typed, { percent = false, whole = false, unit = "" } = {}) {
  let text = narrow(typed).replace(/\s/g, "").replace(/人民币|RMB|CNY/gi, "");
  if (/^\(.+\)$/.test(text)) text = "-" + text.slice(1, -1);
  else if (/^\d.*[-−]$/.test(text)) text = "-" + text.slice(0, -1);
  let places = 0;
  if (text.endsWith("%")) [text, places] = [text.slice(0, -1), percent ? 0 : -2];
  else {
    text = bare(text.replace(/元整?$/, ""), unit);
    const large = LARGE[text.at(-1)];
    if (large) [text, places] = [text.slice(0, -1), large];
  }
  let found = figures(text);
  if (found === null) return null;
  found = moved(found.replace(/^\+/, ""), places);
  return whole ? found.replace(/\.0*$/, "") : found;
}

// The point moved by so many places, digit for digit.
function moved(digits, places) {
  if (places === 0) return digits;
  if (/e/i.test(digits)) return null;
  const [, sign, before, after = ""] = /^(-?)(\d*)\.?(\d*)$/.exec(digits);
  const all = before.padStart(3, "0") + after.padEnd(Math.max(places, 0), "0"), point = all.length - Math.max(after.length, Math.max(places, 0)) + places;
  const found = `${all.slice(0, point)}.${all.slice(point)}`.replace(/^0+(?=\d)/, "").replace(/0+$/, "").replace(/\.$/, "");
  return sign + (found || "0");
}

const two = (number) => String(number).padStart(2, "0");
function dated(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const month = (name) => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
const DATES = [
  [/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$/, ([y, m, d]) => dated(+y, +m, +d)],
  [/^(\d{4})(\d\d)(\d\d)$/, ([y, m, d]) => dated(+y, +m, +d)],
  [/^(\d{1,2})月(\d{1,2})[日号]?$/, ([m, d], year) => dated(year, +m, +d)],
  [/^(\d{1,2})[/.](\d{1,2})$/, ([m, d], year) => dated(year, +m, +d)],
  [/^(\d{1,2})[- ]([a-z]{3,9})\.?[-, ]+(\d{4})$/i, ([d, m, y]) => dated(+y, month(m), +d)],
  [/^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i, ([m, d, y]) => dated(+y, month(m), +d)],
];

/**
 * "2025/4/1", "2025年4月1日", "20250401", "4月3日" (of `year`), "3 Apr 2025", a sheet's day number: as "2025-04-01";
 * null where it is no date.
 */
export function sheetDate(typed, year = new Date().getFullYear()) {
  const plain = narrow(typed).replace(/[T ]\d{1,2}:\d\d(:\d\d)?.*$/, "").replace(/\s*[(（]?(星期|周)[一二三四五六日天][)）]?$/, "");
  for (const [form, work] of DATES) {
    const parts = form.exec(plain);
    if (parts) return work(parts.slice(1), year);
  }
  const serial = /^\d{5}(\.\d+)?$/.test(plain) ? Math.floor(Number(plain)) : 0; // days since 30 December 1899
  return serial > 20000 && serial < 80000 ? new Date(Date.UTC(1899, 11, 30 + serial)).toISOString().slice(0, 10) : null;
}

/** A date with its time, also as a sheet's number with a fraction: as "2025-04-01T08:30". */
export function sheetMoment(typed, year) {
  const day = sheetDate(typed, year), clock = /\d{1,2}[:：]\d\d(?::\d\d)?\s*(?:[ap]m)?\s*$/i.exec(typed);
  if (!day) return null;
  if (clock) return `${day}T${sheetTime(clock[0]) ?? "00:00"}`;
  const minutes = /^\s*\d{5}\.\d+\s*$/.test(typed) ? Math.round((Number(typed) % 1) * 1440) % 1440 : 0;
  return `${day}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** "2025/4", "2025年4月" or a date: as "2025-04". */
export function sheetMonth(typed) {
  const parts = /^(\d{4})[-/.年](\d{1,2})月?$/.exec(narrow(typed));
  if (parts) return dated(Number(parts[1]), Number(parts[2]), 1)?.slice(0, 7) ?? null;
  return sheetDate(typed)?.slice(0, 7) ?? null;
}

/** "8:00", "8：30", "5:15 PM": as "08:00". */
export function sheetTime(typed) {
  const parts = /^(\d{1,2}):(\d\d)(?::(\d\d))?\s*(am|pm)?$/i.exec(narrow(typed));
  if (!parts) return null;
  const half = parts[4]?.toLowerCase();
  const hours = half ? (Number(parts[1]) % 12) + (half === "pm" ? 12 : 0) : Number(parts[1]);
  if (hours > 23 || Number(parts[2]) > 59) return null;
  return `${two(hours)}:${parts[2]}` + (Number(parts[3]) ? `:${parts[3]}` : "");
}
