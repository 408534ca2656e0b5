export default class {
  onTestRunEnd(modules) {
    let p = 0,
      f = 0,
      s = 0;
    for (const m of modules) {
      for (const t of m.children.allTests()) {
        const r = t.result().state;
        r === "passed" ? p++ : r === "failed" ? f++ : s++;
      }
      if (m.errors?.().length) f++;
    }
    console.log(`\n${p} passed, ${f} failed${s ? `, ${s} skipped` : ""}`);
  }
}
