export const COMMENT_TOPICS = ["delivery", "support", "product", "price", "subscription", "website"] as const;
export type CommentTopic = (typeof COMMENT_TOPICS)[number];

/** Made-up remarks of customers in one language. */
export interface Phrases {
  good: Record<CommentTopic, readonly string[]>;
  bad: Record<CommentTopic, readonly string[]>;
  neutral: readonly string[];
}
