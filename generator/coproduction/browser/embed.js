// Tells the page around an embed how high it is, and nothing else: one number, in CSS pixels.

// The frame may be sandboxed: then this page has an origin of its own that nobody can name, and nor can it name the
// page around it. A number of pixels is no secret.
new ResizeObserver(() => parent.postMessage(Math.ceil(document.body.getBoundingClientRect().height), "*")).observe(document.body);
