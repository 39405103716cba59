// A page that shows work under way looks again by itself, unless somebody is using it.
const link = document.querySelector("[data-running]");
if (link && link.dataset.running !== "paused") {
  window.setInterval(() => {
    const busy = document.activeElement && document.activeElement !== document.body;
    if (!busy && !document.hidden) window.location.reload();
  }, 2000);
}
