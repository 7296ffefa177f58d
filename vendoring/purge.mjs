// Leaves only the rules whose classes are on the list.
import selectorParser from "postcss-selector-parser";

// Icon-only buttons do not exist here ("icons always with words"); KERN's rules for them would
// squeeze any button that carries a word for screen readers.
const UNWANTED = /\.kern-btn(--x-small|-wrapper)?[^,]*:has\(\.kern-sr-only|kern-level-|\[class[\^*]=["\']?kern-(col|level)|^(area|iframe|\[tabindex\]|\[contentEditable)/;

// Fields are never switched off on public pages; the rules for it are left to the staff sheet.
const SWITCHED_OFF = /\[(disabled|readonly|aria-disabled)|:disabled/;

// What a browser does anyway, or what anbelo.css says once for all.
const REDUNDANT = { "font-family": /./, "letter-spacing": /space-none|^0/, "font-style": /^normal$/, "vertical-align": /^baseline$/ };

function isUsed(selector, classes, lean) {
  if (UNWANTED.test(selector)) return false;
  if (lean && SWITCHED_OFF.test(selector.replace(/:not\([^)]*\)/g, ""))) return false;
  let used = true;
  selectorParser((tree) => {
    tree.walkClasses((node) => {
      for (let up = node.parent; up; up = up.parent) if (up.value === ":not") return;
      if (!classes.has(node.value)) used = false;
    });
  }).processSync(selector);
  return used;
}

/** KERN repeats every picture twice and paints icons white in forced colours, whatever the theme:
 *  keep the picture once, as a property; icons.css says how it is shown. */
export function simplifyIcons(root) {
  root.walkRules(/\.kern-icon/, (rule) => {
    if (rule.parent.params?.includes("forced-colors")) return rule.remove();
    if (!/^\.kern-icon--[a-z-]+$/.test(rule.selector)) return undefined;
    const mask = rule.nodes.find((node) => node.prop === "mask");
    if (!mask) return undefined;
    const [picture] = mask.value.match(/url\("[^"]+"\)/);
    rule.removeAll();
    rule.append({ prop: "--ab-icon", value: picture.replace(/ (height|width|fill)='[^']*'/g, "") });
    return undefined;
  });
}

/** Drop unused rules and everything left empty; `lean` also drops what only the staff sheet needs. */
export function purge(root, classes, lean) {
  // Orders to rtlcss stay until it has read them.
  root.walkComments((comment) => comment.text.startsWith("rtl:") || comment.remove());
  root.walkRules((rule) => {
    if (rule.parent.name?.includes("keyframes")) return;
    const kept = rule.selectors.filter((selector) => isUsed(selector, classes, lean));
    if (kept.length) rule.selectors = kept;
    else rule.remove();
  });
  sweep(root);
}

/** Remove declarations that say nothing new. For KERN's part alone. */
export function thin(root) {
  root.walkDecls((decl) => {
    if (REDUNDANT[decl.prop]?.test(decl.value) && decl.parent.name !== "font-face") decl.remove();
  });
}

/** Remove rules and at-rules without content. */
export function sweep(root) {
  root.walkRules((rule) => rule.nodes.some((node) => node.type !== "comment") || rule.remove());
  root.walkAtRules((rule) => (rule.nodes && rule.nodes.length === 0 ? rule.remove() : undefined));
  root.walkAtRules("charset", (rule) => rule.remove());
}

/** Read the list: a line a class, `[public]` and `[staff]` head the sheets, `#` starts a remark. */
export function readClasses(text) {
  const sheets = { public: new Set(), staff: new Set() };
  let sheet = null;
  for (const raw of text.split("\n")) {
    const line = raw.replace(/#.*/, "").trim();
    if (!line) continue;
    if (line.startsWith("[")) sheet = line.slice(1, -1);
    else for (const name of line.split(/\s+/)) sheets[sheet].add(name);
  }
  for (const name of sheets.public) sheets.staff.add(name);
  return sheets;
}
