// The frame has an opaque origin and no network (its content policy is in next.config.js). It does one thing: run the
// text that the page hands it in a worker, and give the page's port to that worker. Notebook code runs in there only.
(() => {
  let worker = null;

  const stop = () => {
    worker?.terminate();
    worker = null;
  };

  addEventListener("message", (event) => {
    if (event.source !== parent) return;
    const [port] = event.ports;
    if (event.data.kind === "stop") stop();
    if (event.data.kind === "start" && port !== undefined) {
      stop();
      const url = URL.createObjectURL(new Blob([event.data.script], { type: "text/javascript" }));
      worker = new Worker(url);
      URL.revokeObjectURL(url);
      worker.postMessage("port", [port]);
    }
  });

  parent.postMessage("tilescope sandbox ready", "*");
})();
