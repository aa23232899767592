// What the page does by itself: elapsed time, the theme, keys, and where to look after a change.
// Nothing here makes markup out of text.
(() => {
  const begun = new Map(); // turn id -> when its elapsed time was first seen
  let opener = null; // what opened the article, to go back to
  let lastTurn = '';

  const dark = () => document.body.classList.contains('dark');

  const setTheme = (theme) => {
    localStorage.setItem('onrecord-theme', theme);
    document.body.classList.toggle('dark', theme === 'dark');
  };

  const tick = () => {
    for (const element of document.querySelectorAll('[data-elapsed]')) {
      const id = element.dataset.elapsed;
      if (!begun.has(id)) begun.set(id, performance.now());
      element.textContent = `${((performance.now() - begun.get(id)) / 1000).toFixed(1)} s`;
    }
  };

  // Gradio gives the button beside a field for a day no name.
  const nameButtons = () => {
    for (const button of document.querySelectorAll('button.calendar:not([aria-label])')) {
      button.setAttribute('aria-label', 'Choose a day');
    }
  };

  // A question typed and sent while another is being answered is asked when that one is done.
  let next = false;
  const box = () => document.querySelector('#question textarea');
  const shown = (selector) => document.querySelector(selector)?.checkVisibility();
  const sent = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.target !== box()) return;
    if (!shown('#stop') || !box().value.trim()) return;
    next = true;
    told('It is asked when this answer is done');
  };
  const askNext = () => {
    if (!next || !shown('#ask')) return;
    next = false;
    if (box()?.value.trim()) document.querySelector('#ask').click();
  };

  const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

  // A new question far down is brought to the top; what grows below it does not move the page.
  const followThread = (root) => {
    const turn = [...root.querySelectorAll('.turn')].at(-1);
    if (turn && turn.dataset.turn !== lastTurn) {
      lastTurn = turn.dataset.turn;
      if (turn.getBoundingClientRect().top < innerHeight * 0.4) return;
      turn.scrollIntoView({ block: 'start', behavior: still() ? 'auto' : 'smooth' });
    }
  };

  const followReader = (root) => {
    const reader = root.querySelector('.reader');
    if (!reader) return;
    const mark = reader.querySelector('[data-current]');
    const page = reader.querySelector('.reader-page');
    if (mark && page.scrollHeight <= page.clientHeight) {
      mark.scrollIntoView({ block: 'center' });
    } else if (mark) {
      const from = page.getBoundingClientRect();
      page.scrollTop += mark.getBoundingClientRect().top - from.top - page.clientHeight / 3;
    } else {
      page.scrollTop = 0;
    }
    (mark || reader).focus({ preventScroll: true });
    showCurrent(reader);
  };

  const showCurrent = (reader) => {
    const n = reader?.querySelector('[data-current]')?.dataset.n;
    for (const chip of document.querySelectorAll('.chip')) {
      chip.classList.toggle('current', Boolean(n) && chip.dataset.n === n && chip.dataset.turn === openTurn);
    }
  };
  let openTurn = '';

  // Cards stay inside the window.
  const placeCard = (event) => {
    const cite = event.target.closest?.('.cite');
    if (!cite) return;
    const card = cite.querySelector('.hovercard');
    card.style.setProperty('--shift', '0px');
    const box = card.getBoundingClientRect();
    const edge = document.documentElement.clientWidth - 12;
    const shift = Math.min(0, edge - box.right) + Math.max(0, 12 - box.left);
    card.style.setProperty('--shift', `${shift}px`);
    cite.classList.toggle('above', box.bottom > innerHeight - 120);
  };

  const close = () => {
    for (const button of document.querySelectorAll('.reader [data-act="close"]')) {
      if (button.checkVisibility()) button.click();
    }
  };

  // Menus close when something in them was chosen, or something else was clicked.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll('details.menu[open], details.rating[open], details.more[open]')) {
      if (!except || !menu.contains(except)) menu.open = false;
    }
  };

  const told = (message) => {
    let box = document.querySelector('#told');
    if (!box) {
      box = document.body.appendChild(document.createElement('p'));
      box.id = 'told';
      box.setAttribute('role', 'status');
    }
    box.textContent = message;
    setTimeout(() => { if (box.textContent === message) box.textContent = ''; }, 4000);
  };

  window.onRecord = {
    save(file) {
      if (!file) return;
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([file.text], { type: 'text/plain;charset=utf-8' }));
      link.download = file.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      told(`Saved as ${file.name}`);
    },
    async copy(copied) {
      if (!copied) return;
      try {
        await navigator.clipboard.writeText(copied.text);
        told('Copied with citations');
      } catch {
        told('The browser does not allow copying here');
      }
    },
    acted(target) {
      if (target.closest('#thread, #sources')) opener = target;
      if (target.dataset.turn) openTurn = target.dataset.turn;
      if (target.closest('.popup') && !target.closest('[data-form] label')) closeMenus();
      if (target.dataset.act === 'edit') setTimeout(() => box()?.focus(), 200);
      if (target.dataset.act === 'close' && opener?.isConnected) opener.focus();
    },
    changed(element) {
      if (element.closest('#thread')) followThread(element);
      if (element.closest('#reader, #opened, #said-in')) followReader(element);
    },
  };

  addEventListener('mouseover', placeCard);
  addEventListener('focusin', placeCard);
  addEventListener('click', (event) => {
    closeMenus(event.target);
    if (event.target.closest?.('[data-theme-toggle]')) setTheme(dark() ? 'light' : 'dark');
  });
  addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key === 'Escape') { closeMenus(); close(); }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { n: 'next', ArrowDown: 'next', p: 'previous', ArrowUp: 'previous' }[event.key];
    const button = step && document.querySelector(`.reader [data-step="${step}"]:not([disabled])`);
    if (button && (event.key.length === 1 || event.target.closest?.('.reader'))) {
      event.preventDefault();
      button.click();
    }
    if (event.key === '/') {
      if (box()) { event.preventDefault(); box().focus(); }
    }
  });
  // Gradio sets the theme of the system when it starts; what the reader chose goes before it.
  const keepTheme = () => {
    const kept = localStorage.getItem('onrecord-theme');
    if (kept && dark() !== (kept === 'dark')) setTheme(kept);
  };
  const begin = () => {
    keepTheme();
    new MutationObserver(keepTheme).observe(document.body, { attributeFilter: ['class'] });
  };
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin);
  addEventListener('keydown', sent, true);
  // Whoever goes on typing has not finished the question.
  addEventListener('input', (event) => { if (event.target === box()) next = false; }, true);
  setInterval(() => { tick(); askNext(); nameButtons(); }, 100);
})();
