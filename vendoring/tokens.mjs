// Works out KERN's design tokens once, here, instead of on an old phone.
//
// KERN chains custom properties several levels deep and mixes colours in oklch; both need browsers
// of about 2023. Every token that is the same in light and dark, narrow and wide, becomes its value;
// the few that differ stay custom properties with plain sRGB values.
import { converter, formatHex, formatHex8, interpolate, parse } from "culori";

const WIDE = "(min-width: 768px)";
const OWN = "--ab-"; // our own properties are no tokens
const rgb = converter("rgb");

function scopeOf(rule) {
  const media = rule.parent.type === "atrule" ? rule.parent.params : "";
  const selector = rule.selector.replace(/["'\s]/g, "");
  if (media === WIDE) return selector === ":root" ? "wide" : null;
  if (selector.startsWith("[data-kern-theme=dark]") && !media) return "dark";
  if (selector.startsWith("[data-kern-theme=light]") && !media) return "light";
  if (media.includes("prefers-color-scheme")) return null; // the same values as data-kern-theme
  if (selector === ":root" && !media) return "base";
  // Level 0 carries the "contextual" tokens; the other levels are not used here.
  if (selector.startsWith(":is(body")) return "base";
  return null;
}

/** Take all token declarations out of the sheet; return the four worlds a value can live in. */
export function takeTokens(root) {
  const scopes = { base: {}, wide: {}, light: {}, dark: {} };
  root.walkDecls(/^--/, (decl) => {
    const scope = scopeOf(decl.parent);
    if (decl.prop.startsWith(OWN)) return;
    if (scope) scopes[scope][decl.prop] = decl.value;
    decl.remove();
  });
  const { base, wide, light, dark } = scopes;
  return {
    lightNarrow: { ...base, ...light },
    lightWide: { ...base, ...light, ...wide },
    darkNarrow: { ...base, ...dark },
    darkWide: { ...base, ...dark, ...wide },
  };
}

/** Start and end of the outermost `name(...)` in a text, or null. */
function outermost(text, name) {
  const start = text.indexOf(`${name}(`);
  if (start < 0) return null;
  let depth = 0;
  for (let at = start + name.length; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return { start, end: at + 1, inside: text.slice(start + name.length + 1, at) };
  }
  throw new Error(`unbalanced: ${text}`);
}

function splitTop(text, separator) {
  const parts = [""];
  let depth = 0;
  for (const char of text) {
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    if (char === separator && depth === 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts.map((part) => part.trim());
}

const hex = (colour) => (rgb(colour).alpha < 1 ? formatHex8(rgb(colour)) : formatHex(rgb(colour)));

function percent(text) {
  const sum = text.match(/^calc\(100% - ([\d.]+)%\)$/);
  if (sum) return 1 - Number(sum[1]) / 100;
  const product = text.match(/^calc\(([\d.]+) \* 100%\)$/);
  if (product) return Number(product[1]);
  const plain = text.match(/^([\d.]+)%$/);
  if (!plain) throw new Error(`no percentage: ${text}`);
  return Number(plain[1]) / 100;
}

function mix(inside) {
  const [, first, second] = splitTop(inside, ",");
  const read = (part) => {
    const [colour, share] = splitTop(part, " ").length > 1 ? splitTop(part, " ") : [part, null];
    return { colour, share: share === null ? null : percent(share) };
  };
  const a = read(first);
  const b = read(second);
  const shareOfB = b.share ?? 1 - a.share;
  if (b.colour === "transparent") {
    const left = rgb(parse(a.colour));
    return formatHex8({ ...left, alpha: (left.alpha ?? 1) * (1 - shareOfB) });
  }
  return hex(interpolate([a.colour, b.colour], "oklch")(shareOfB));
}

/** Every colour as plain sRGB. */
function toSrgb(value) {
  let text = value.replace(/oklch\([^()]*\)/g, (colour) => hex(parse(colour)));
  for (let found = outermost(text, "color-mix"); found; found = outermost(text, "color-mix")) {
    text = text.slice(0, found.start) + mix(found.inside) + text.slice(found.end);
  }
  return text;
}

/** A value in one world: tokens looked up, colours in sRGB. */
function settle(value, world) {
  let text = value;
  for (let found = outermost(text, "var"); found; found = outermost(text, "var")) {
    const [name, ...fallback] = splitTop(found.inside, ",");
    const next = world[name] ?? fallback.join(", ");
    if (next === "") throw new Error(`unknown token ${name}`);
    text = text.slice(0, found.start) + next + text.slice(found.end);
  }
  return toSrgb(text);
}

/** One `var(…)`: its value where all worlds agree, else a variable that is noted in `kept`. */
function inline(whole, inside, worlds, kept) {
  if (inside.startsWith(OWN)) return whole;
  const values = Object.fromEntries(
    Object.entries(worlds).map(([name, world]) => [name, settle(whole, world)]),
  );
  if (new Set(Object.values(values)).size === 1) return values.lightNarrow;
  const name = splitTop(inside, ",")[0].replace("-contextual", "").replace("--kern-", "--");
  const before = kept.get(name);
  if (before && JSON.stringify(before) !== JSON.stringify(values)) throw new Error(`two meanings: ${name}`);
  kept.set(name, values);
  return `var(${name})`;
}

/** Replace every token in the rules; return the ones that must stay variables, with their worlds. */
export function inlineTokens(root, worlds) {
  const kept = new Map();
  root.walkDecls((decl) => {
    let text = decl.value;
    let out = "";
    for (let found = outermost(text, "var"); found; found = outermost(text, "var")) {
      out += text.slice(0, found.start);
      out += inline(text.slice(found.start, found.end), found.inside, worlds, kept);
      text = text.slice(found.end);
    }
    decl.value = toSrgb(out + text);
  });
  return kept;
}

/** The remaining variables as CSS, for light and dark, narrow and wide. */
export function tokenSheet(kept) {
  const lines = (from, unlike) =>
    [...kept]
      .filter(([, values]) => !unlike || values[from] !== values[unlike])
      .map(([name, values]) => `${name}:${values[from]};`)
      .join("");
  const dark = lines("darkNarrow", "lightNarrow");
  return [
    `:root{${lines("lightNarrow")}}`,
    `@media ${WIDE}{:root{${lines("lightWide", "lightNarrow")}}}`,
    `@media (prefers-color-scheme: dark){:root:not([data-kern-theme=light]){${dark}}}`,
    `[data-kern-theme=dark]{${dark}}`,
  ].join("\n");
}
