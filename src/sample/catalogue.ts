/** What the shop sells: coffee, tea and what one brews them with. Price level only shapes which products share an order. */
export const CATEGORIES = ["Coffee", "Tea", "Brewing", "Machines", "Cups", "Sweets"] as const;

export const PRODUCTS: readonly { product: string; category: number }[] = [
  { product: "Espresso Nord 1 kg", category: 0 },
  { product: "House Blend 500 g", category: 0 },
  { product: "Filter Ethiopia 250 g", category: 0 },
  { product: "Decaf Colombia 250 g", category: 0 },
  { product: "Capsules Lungo 50", category: 0 },
  { product: "Cold Brew Pack", category: 0 },
  { product: "Earl Grey 100 g", category: 1 },
  { product: "Sencha 100 g", category: 1 },
  { product: "Rooibos 200 g", category: 1 },
  { product: "Herbal Evening 80 g", category: 1 },
  { product: "Paper Filters 200", category: 2 },
  { product: "Hand Grinder", category: 2 },
  { product: "Dripper Set", category: 2 },
  { product: "Milk Jug", category: 2 },
  { product: "Kettle Swan", category: 3 },
  { product: "Moka Pot 6", category: 3 },
  { product: "Bean-to-cup Mini", category: 3 },
  { product: "Descaler", category: 3 },
  { product: "Stoneware Mug", category: 4 },
  { product: "Travel Cup", category: 4 },
  { product: "Glass Pair", category: 4 },
  { product: "Oat Biscuits", category: 5 },
  { product: "Dark Chocolate", category: 5 },
  { product: "Honey Jar", category: 5 },
];

export const REFUND_REASONS = ["damaged", "wrong item", "changed mind", "arrived late", "quality"] as const;
export const CANCEL_REASONS = [
  "too expensive",
  "no longer needed",
  "went to competitor",
  "quality",
  "moved away",
  "service",
] as const;
export const TOPICS = ["delivery", "product", "price", "billing", "subscription", "account", "website"] as const;
export type Topic = (typeof TOPICS)[number];
