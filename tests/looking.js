/* What somebody sees on a page: colours against what lies behind them, and where the focus is.
   Every function gets its facts from the browser's computed styles, nothing from our stylesheets. */
(() => {
  const TRANSPARENT = [0, 0, 0, 0];
  const channels = (text) => {
    if (!text || text === "transparent") return TRANSPARENT;
    const numbers = text.match(/[\d.]+/g).map(Number);
    const found = text.startsWith("color(") ? numbers.slice(0, 3).map((n) => n * 255).concat(numbers.slice(3)) : numbers;
    return found.length === 3 ? [...found, 1] : found;
  };
  const over = (top, below) => {
    const share = top[3];
    return [0, 1, 2].map((i) => top[i] * share + below[i] * (1 - share)).concat(1);
  };
  const light = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const canvas = () => {
    const probe = document.createElement("i");
    probe.style.color = "canvas";
    document.body.append(probe);
    const found = channels(getComputedStyle(probe).color);
    probe.remove();
    return found;
  };
  // What lies behind an element: the backgrounds of all it stands in, down to the browser's page.
  const behind = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour[3]) layers.push(colour);
      if (colour[3] === 1) break;
    }
    const ground = layers.length && layers.at(-1)[3] === 1 ? layers.pop() : canvas();
    return layers.reverse().reduce((below, top) => over(top, below), ground);
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !element.closest(".kern-sr-only, .ab-skip") && element.getClientRects().length > 0;
  const named = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 90);

  // [kind, contrast, needed, element] for all text, icons, edges of controls.
  const pairs = () => {
    const found = [];
    const note = (kind, colour, ground, needed, element) => found.push(
      [kind, contrast(over(channels(colour), ground), ground), needed, named(element)]);
    for (const element of document.body.querySelectorAll("*")) {
      if (!shown(element)) continue;
      const style = getComputedStyle(element);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const writes = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
        || element.matches("select, textarea, input:not([type=radio], [type=checkbox])");
      if (writes) note("text", style.color, behind(element), large ? 3 : 4.5, element);
      if (element.matches("input[placeholder], textarea[placeholder]")) {
        note("placeholder", getComputedStyle(element, "::placeholder").color, behind(element), 4.5, element);
      }
      if (element.matches(".kern-icon")) note("icon", style.backgroundColor, behind(element.parentElement), 3, element);
      for (const pseudo of ["::before", "::after"]) {
        const drawn = getComputedStyle(element, pseudo);
        if (drawn.content !== "none" && drawn.maskImage && drawn.maskImage !== "none") {
          note(`icon ${pseudo}`, drawn.backgroundColor, behind(element), 3, element);
        }
      }
      if (element.matches("input:not([type=hidden]), textarea, select")
        || element.matches(".kern-btn--primary, .kern-btn--secondary, .ab-door, .ab-languages__summary")) edge(element, style, found);
    }
    return found;
  };
  // (A progress bar is no control; the step stands beside it in words.)
  // A control is seen by its line, its fill or its shadow: the strongest of them counts.
  const edge = (element, style, found) => {
    const wrapper = element.closest(".kern-form-input__select-wrapper");
    const outside = behind((wrapper || element).parentElement);
    const lines = [element, wrapper].filter(Boolean).flatMap((one) => {
      const own = getComputedStyle(one);
      const borders = ["Top", "Right", "Bottom", "Left"]
        .filter((side) => parseFloat(own[`border${side}Width`]) > 0 && own[`border${side}Style`] !== "none")
        .map((side) => own[`border${side}Color`]);
      const shadows = own.boxShadow.match(/(rgba?|color)\([^)]*\)/g) || [];
      return [...borders, ...shadows, own.backgroundColor];
    });
    if (element.matches("[type=file]")) {
      const button = getComputedStyle(element, "::file-selector-button");
      lines.push(button.backgroundColor, button.borderTopColor);
    }
    const strongest = Math.max(...lines.map((line) => contrast(over(channels(line), outside), outside)));
    found.push(["edge", strongest, 3, named(element)]);
  };

  const STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const everything = () => [...document.querySelectorAll("*")];
  // Where Tab must stop; of radio buttons only one in a group.
  const stops = () => {
    const groups = new Set();
    const all = everything();
    return [...document.querySelectorAll(STOPS)].filter((element) => {
      if (element.tabIndex < 0 || element.disabled || !element.checkVisibility({ visibilityProperty: true })) return false;
      if (element.type !== "radio") return true;
      const chosen = element.form.querySelector(`[name="${element.name}"]:checked`);
      if (chosen ? chosen !== element : groups.has(element.name)) return false;
      groups.add(element.name);
      return true;
    }).map((element) => all.indexOf(element));
  };
  const plain = () => Object.fromEntries(everything().map((element, number) => [number, getComputedStyle(element).boxShadow]));

  // The element with the focus: where it is, whether it can be seen, whether its ring can.
  const focus = (unfocused) => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const number = everything().indexOf(element);
    const box = element.getBoundingClientRect();
    const line = element.getClientRects()[0] || box;
    const first = Math.min(line.height, 24); // browsers scroll to the cursor, not to a whole large box
    const middle = [line.left + line.width / 2, line.top + first / 2];
    const hit = document.elementFromPoint(...middle);
    const mine = Boolean(hit) && (element === hit || element.contains(hit) || hit.closest("label")?.control === element);
    const inside = line.top >= -1 && line.left >= -1 && line.right <= window.innerWidth + 1
      && line.top + first <= window.innerHeight + 1;
    const style = getComputedStyle(element);
    const outside = behind(element.parentElement);
    const lines = [];
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) lines.push(style.outlineColor);
    if (style.boxShadow !== "none" && style.boxShadow !== unfocused[number]) lines.push(...style.boxShadow.match(/(rgba?|color)\([^)]*\)/g));
    const ring = lines.length ? Math.max(...lines.map((colour) => contrast(over(channels(colour), outside), outside))) : 0;
    return {
      number, mine, inside, ring, html: named(element), skip: element.matches(".ab-skip"),
      list: everything().indexOf(element.closest("ul, ol")),
      left: line.left + scrollX, right: line.right + scrollX, top: line.top + scrollY, bottom: line.bottom + scrollY,
    };
  };
  // Whatever is cut off or runs out of the screen; a box that scrolls by itself is no fault.
  const clipped = () => [...document.body.querySelectorAll("*")].filter((element) => {
    if (!shown(element)) return false;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.right > window.innerWidth + 1 || box.left < -1) return true;
    return /hidden|clip/.test(style.overflowX + style.overflowY)
      && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
      && !element.matches("input, select, svg *");
  }).map(named);
  const number = () => (document.activeElement === document.body ? null : everything().indexOf(document.activeElement));
  return { pairs, stops, number, plain, focus, clipped, wide: () => document.documentElement.scrollWidth - document.documentElement.clientWidth };
})()
