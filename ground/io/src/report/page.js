// Enlarges and moves the pictures by their view boxes. Without it the page is complete, only still.
"use strict";
for (const plot of document.querySelectorAll(".plot")) {
  const svg = plot.querySelector("svg");
  const whole = svg.viewBox.baseVal;
  const all = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  let view = { ...all };
  const show = () => {
    view.x = Math.min(Math.max(view.x, all.x), all.x + all.width - view.width);
    view.y = Math.min(Math.max(view.y, all.y), all.y + all.height - view.height);
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    plot.classList.toggle("moved", view.width < all.width);
  };
  // enlarges by a factor around a place given in parts of the view
  const zoom = (factor, fx = 0.5, fy = 0.5) => {
    const part = Math.min(Math.max(view.width / all.width / factor, 1 / 64), 1);
    const [width, height] = [all.width * part, all.height * part];
    view = { x: view.x + (view.width - width) * fx, y: view.y + (view.height - height) * fy, width, height };
    show();
  };
  const move = (dx, dy) => {
    view.x += dx * view.width;
    view.y += dy * view.height;
    show();
  };
  const reset = () => {
    view = { ...all };
    show();
  };
  plot.addEventListener("wheel", (event) => {
    // the page still scrolls over a picture that was not clicked
    if (document.activeElement !== plot && !event.ctrlKey) return;
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 300), (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }, { passive: false });
  let last = null;
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    last = event;
    plot.focus({ preventScroll: true });
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener("pointermove", (event) => {
    if (!last) return;
    const box = svg.getBoundingClientRect();
    move((last.clientX - event.clientX) / box.width, (last.clientY - event.clientY) / box.height);
    last = event;
  });
  for (const name of ["pointerup", "pointercancel"]) plot.addEventListener(name, () => { last = null; });
  plot.addEventListener("dblclick", reset);
  plot.addEventListener("keydown", (event) => {
    const act = {
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": reset, "Escape": reset,
      "ArrowLeft": () => move(-0.1, 0), "ArrowRight": () => move(0.1, 0),
      "ArrowUp": () => move(0, -0.1), "ArrowDown": () => move(0, 0.1),
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    // at full size the arrows scroll the page
    if (event.key.startsWith("Arrow") && view.width >= all.width) return;
    event.preventDefault();
    act();
  });
}
