// A formula in a line of text that is longer than the line gets a class, with
// which it stands on a line of its own and scrolls (book.css).
(() => {
  const mark = () => {
    for (const formula of document.querySelectorAll("span.math")) {
      formula.classList.remove("book-long");
      const drawn = formula.querySelector("mjx-container");
      const column = formula.closest("p, li, td, dd")?.clientWidth;
      if (drawn && column && drawn.getBoundingClientRect().width > column)
        formula.classList.add("book-long");
    }
  };
  addEventListener("load", async () => {
    await window.MathJax?.startup?.promise;
    mark();
    addEventListener("resize", mark);
  });
})();
