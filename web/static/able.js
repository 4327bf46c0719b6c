// Shows what stands in the page for a browser in which our modules did not begin: one that is too old for them,
// or has no WebRTC. An ordinary script in the words of 2009, so that such a browser understands it.
addEventListener("load", function () {
  var html = document.documentElement;
  if (html.hasAttribute("data-begun")) return;
  var able = document.querySelectorAll("[data-able]");
  var unable = document.querySelectorAll("[data-unable]");
  for (var i = 0; i < able.length; i++) able[i].hidden = true;
  for (var j = 0; j < unable.length; j++) unable[j].hidden = false;
  document.body.classList.remove("hub-dark");
  html.setAttribute("data-room-state", "unable");
});
