// Rebuilds everything that AnBeLo carries from others: stylesheets, scripts, fonts. See README.md.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { browserslistToTargets, Features, transform } from "lightningcss";
import postcss from "postcss";
import rtlcss from "rtlcss";
import { purge, readClasses, simplifyIcons, sweep, thin } from "./purge.mjs";
import { inlineTokens, takeTokens, tokenSheet } from "./tokens.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../anbelo/web/static");
const from = (path) => join(here, "node_modules", path);
const NOTE =
  "/*! KERN-UX 2.7.2, EUPL-1.2; changed by AnBeLo: reduced to the classes in use, tokens worked out, own rules added. Source: vendoring/ */\n";
// What an old phone may still run; below that the pages work as plain HTML.
const targets = browserslistToTargets(["chrome 70", "safari 12.1", "ios_saf 12.2", "firefox 68", "samsung 10"]);

function sheet(classes, { lean, rtl }) {
  const root = postcss.parse(readFileSync(from("@kern-ux/native/dist/kern.css"), "utf8"));
  const worlds = takeTokens(root);
  simplifyIcons(root);
  thin(root);
  // Icons come first: an alert or a button gives its icon another colour later.
  root.prepend(postcss.parse(readFileSync(join(here, "icons.css"), "utf8")));
  root.append(postcss.parse(readFileSync(join(here, "anbelo.css"), "utf8")));
  purge(root, classes, lean);
  const kept = inlineTokens(root, worlds);
  sweep(root);
  root.prepend(postcss.parse(tokenSheet(kept)));
  // A tick is a tick in every direction of writing.
  const aside = (text) => postcss.comment({ text, raws: { left: "", right: "" } });
  root.walkRules(/__checkbox[^,]*::before/, (rule) => {
    rule.before(aside("rtl:begin:ignore"));
    rule.after(aside("rtl:end:ignore"));
  });
  const turned = rtl ? postcss([rtlcss]).process(root, { from: undefined }).css : root.toString();
  const { code } = transform({
    filename: "sheet.css",
    code: Buffer.from(turned),
    minify: true,
    targets,
    // Logical properties are older than the targets say for our use; the twin sheet does the rest.
    exclude: Features.LogicalProperties | Features.DirSelector | Features.IsSelector,
  });
  return NOTE + code.toString() + "\n";
}

mkdirSync(join(out, "fonts"), { recursive: true });
for (const [name, classes] of Object.entries(readClasses(readFileSync(join(here, "classes.txt"), "utf8")))) {
  for (const rtl of [false, true]) {
    const file = `${name}${rtl ? ".rtl" : ""}.css`;
    const css = sheet(classes, { lean: name === "public", rtl });
    writeFileSync(join(out, file), css);
    console.log(`${file}: ${css.length} bytes, ${gzipSync(css, { level: 9 }).length} gzipped`);
  }
}
const withoutMap = (text) => text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
for (const [source, target] of [
  ["htmx.org/dist/htmx.min.js", "htmx.min.js"],
  ["htmx.org/dist/ext/hx-csp.min.js", "hx-csp.min.js"],
]) {
  writeFileSync(join(out, target), withoutMap(readFileSync(from(source), "utf8")));
}
for (const weight of [400, 600]) {
  const file = `noto-sans-arabic-arabic-${weight}-normal.woff2`;
  copyFileSync(from(`@fontsource/noto-sans-arabic/files/${file}`), join(out, "fonts", `noto-sans-arabic-${weight}.woff2`));
}
if (process.argv.includes("--fonts")) {
  const python = process.env.PYTHON ?? "python3";
  const folders = [
    from("@kern-ux/native/dist/fonts/fira-sans"), join(out, "fonts"),
    from("@fontsource/noto-sans-ethiopic/files"), join(here, "../anbelo/papers/fonts"),
  ];
  execFileSync(python, [join(here, "fonts.py"), ...folders], { stdio: "inherit" });
}
