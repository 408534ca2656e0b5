/*
 * One type scale (ratio 1.25 about 15 px, the hero figure apart), one spacing scale (multiples of 4 px), one accent.
 * Text colours have a contrast of at least 4.5 on both of their grounds, in light and dark.
 */
export const TOKENS = `
:root{
--paper:#f7f6f2;--surface:#fff;--sunken:#f1efe9;--ink:#191d22;--ink-2:#515963;--line:#e4e1d8;--line-2:#a9a69b;
--accent:#1f5673;--accent-soft:#e2edf2;
--bad:#a32638;--middle:#e3ad3e;--good:#2a8272;--neutral:#8b929b;
--good-ink:#145c4e;--good-soft:#dff0eb;--warn-ink:#6f4a00;--warn-soft:#faeed2;
--t0:.75rem;--t1:.8125rem;--t2:.9375rem;--t3:1.125rem;--t4:1.375rem;--t5:1.75rem;--t6:2.25rem;--hero:4.25rem;
--s1:.25rem;--s2:.5rem;--s3:.75rem;--s4:1rem;--s5:1.5rem;--s6:2rem;--s7:3rem;--s8:4.5rem;
--radius:10px;--shadow:0 1px 2px rgb(25 29 34/.05),0 4px 16px rgb(25 29 34/.04);
--sans:"Inter","Segoe UI Variable Text","Segoe UI",-apple-system,BlinkMacSystemFont,"Roboto","Noto Sans","Ubuntu","Cantarell","Liberation Sans",Arial,system-ui,sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono","Liberation Mono",Menlo,monospace;
}
@media (prefers-color-scheme:dark){:root{
--paper:#12151a;--surface:#1a1f26;--sunken:#222831;--ink:#eceae5;--ink-2:#aab2bc;--line:#2d343e;--line-2:#66707c;
--accent:#7fc1e3;--accent-soft:#1d3542;
--bad:#d9596a;--middle:#eec568;--good:#5fc0ac;--neutral:#8b929b;
--good-ink:#8fdcca;--good-soft:#173a34;--warn-ink:#f0cd84;--warn-soft:#3b3017;
--shadow:none;
}}
`;
