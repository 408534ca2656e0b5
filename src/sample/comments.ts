import { english } from "./comments-en.ts";
import { polish } from "./comments-pl.ts";
import { romanian } from "./comments-ro.ts";
import { russian } from "./comments-ru.ts";
import { swedish } from "./comments-sv.ts";
import type { Language } from "./names.ts";
import { COMMENT_TOPICS, type CommentTopic, type Phrases } from "./phrases.ts";
import type { Stream } from "./random.ts";

const PHRASES: Record<Language, Phrases> = { en: english, pl: polish, sv: swedish, ru: russian, ro: romanian };

/** A remark of one or two sentences about the topic; `tone` is a band: 0 unhappy, 1 so-so, 2 happy. */
export function comment(language: Language, topic: CommentTopic, tone: number, random: Stream): string {
  const { good, bad, neutral } = PHRASES[language];
  const first =
    tone === 0
      ? random.pick(bad[topic])
      : tone === 2
        ? random.pick(good[topic])
        : random.pick(random.chance(0.6) ? neutral : good[topic]);
  if (tone === 1 && random.chance(0.35)) return `${first} ${random.pick(bad[topic])}`;
  if (!random.chance(0.25)) return first;
  const other = random.pick(COMMENT_TOPICS);
  return other === topic ? first : `${first} ${random.pick(tone === 0 ? bad[other] : good[other])}`;
}
