"""What of a page is wider than the window, so that one would have to scroll sideways."""

SIDEWAYS = """
() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= innerWidth) return [];
  const over = [...document.body.querySelectorAll('*')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && getComputedStyle(one).position !== 'fixed';
  });
  const right = one => Math.round(one.getBoundingClientRect().right);
  return over.slice(-3).map(one => `${one.tagName}.${one.className} ${right(one)}`);
}
"""
