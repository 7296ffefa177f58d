/* Lighthouse's slow phone on the form's pages: node run.mjs http://127.0.0.1:8000 (an office must be running).
   Prints one line a page; fails below 100 (performance: 95), which the pages are meant to keep. */
import lighthouse from "lighthouse";
import { launch } from "chrome-launcher";

const base = process.argv[2] ?? "http://127.0.0.1:8000";
const pages = [
  "/de/", "/de/tell/topic?kind=complaint", "/de/tell/text", "/ar/tell/text", "/en/tell/call",
  "/de/contact", "/de/call", "/de/objection", "/de/help", "/de/status",
];
const wanted = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const tries = 3; // the profile's timing varies; the best of three counts

const browser = await launch({ chromeFlags: ["--headless=new", "--no-sandbox"] });
let missed = 0;
for (const path of pages) {
  let best = null;
  for (let number = 0; number < tries; number += 1) {
    const { lhr } = await lighthouse(base + path, {
      port: browser.port, logLevel: "silent", onlyCategories: Object.keys(wanted),
    });
    const scores = Object.fromEntries(
      Object.entries(lhr.categories).map(([name, found]) => [name, Math.round((found.score ?? 0) * 100)]),
    );
    if (!best || scores.performance > best.performance) best = scores;
    if (Object.entries(wanted).every(([name, least]) => best[name] >= least)) break;
  }
  const kept = Object.entries(wanted).every(([name, least]) => best[name] >= least);
  missed += kept ? 0 : 1;
  console.log(JSON.stringify({ page: path, ...best, kept }));
}
await browser.kill();
process.exitCode = missed ? 1 : 0;
