/* Solves the puzzle of a form that has to pay, in small slices, then sends it. Without this file
   the person waits and presses the button. Plain SHA-256, because crypto.subtle is missing on
   pages without TLS and costs more per call than such a short text takes. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-price]");
  if (!form || !form.requestSubmit) return;

  // The constants of FIPS 180-4: fractions of the roots of the first 64 primes.
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  const K = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
  const START = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
  const w = new Int32Array(64);

  // The first 32 bits of the SHA-256 of a short ASCII text (one block: at most 55 characters).
  const head = (text) => {
    w.fill(0, 0, 16);
    for (let i = 0; i < text.length; i++) w[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    w[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
    w[15] = text.length * 8;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let a = START[0], b = START[1], c = START[2], d = START[3];
    let e = START[4], f = START[5], g = START[6], h = START[7];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0;
      d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    return (START[0] + a) >>> 0;
  };

  const words = document.querySelector("[data-price-words]");
  const solution = form.querySelector("[name=price_solution]");
  const { seed } = form.dataset;
  const parts = Number(form.dataset.parts);
  const least = 2 ** (32 - Number(form.dataset.bits));
  const found = [];
  let number = 0;
  const button = form.querySelector("[data-price-button]");
  words.textContent = words.dataset.priceWorks;
  button.hidden = true; // pressed now it would only begin again

  const SLICE = 500; // a few milliseconds on a weak phone: the page stays usable
  const work = () => {
    if (form.dataset.sent) return;
    for (let i = 0; i < SLICE && found.length < parts; i++, number++) {
      if (head(`${seed}:${found.length}:${number}`) >= least) continue;
      found.push(number);
      number = -1;
    }
    if (found.length < parts) {
      next();
      return;
    }
    solution.value = found.join(",");
    words.textContent = words.dataset.priceDone;
    button.hidden = false; // for the case that the network is gone
    form.requestSubmit();
  };
  // Timers are slowed down to four milliseconds each; a message to oneself is not.
  const bell = new MessageChannel();
  bell.port1.onmessage = work;
  const next = () => bell.port2.postMessage(0);
  next();
})();
