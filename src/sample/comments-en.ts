import type { Phrases } from "./phrases.ts";

export const english: Phrases = {
  good: {
    delivery: [
      "The parcel came a day early and well packed.",
      "Delivery is always on time, I can rely on it.",
      "Ordered on Monday, drinking the coffee on Wednesday.",
      "The courier rang first, which I appreciated.",
    ],
    support: [
      "The person on the phone solved it in two minutes.",
      "Friendly support, I did not have to explain anything twice.",
      "Chat answered at once and kept the promise.",
      "They replaced the broken mug without any fuss.",
    ],
    product: [
      "The house blend is the best I have had at home.",
      "The grinder feels solid and works beautifully.",
      "Fresh beans every time, you can taste it.",
      "Lovely tea, I have given it to friends.",
    ],
    price: [
      "Fair prices for this quality.",
      "The loyalty points add up nicely.",
      "Good value, especially with the seasonal offers.",
    ],
    subscription: [
      "The monthly box takes one worry off my list.",
      "Pausing the plan over summer was easy.",
      "Changing to the larger plan took one click.",
    ],
    website: [
      "Finding what I need on the site is quick.",
      "Checkout is simple and pays without trouble.",
      "I like that I can follow my order online.",
    ],
  },
  bad: {
    delivery: [
      "The parcel arrived five days late and nobody told me.",
      "Delivered to the wrong neighbour, again.",
      "The box was crushed and half the beans were on the floor.",
      "I waited at home all day and the courier never came.",
    ],
    support: [
      "I was on hold for ages and then passed on twice.",
      "Had to explain the same problem to three different people.",
      "The answer was a template that had nothing to do with my question.",
      "The chatbot kept going in circles and I could not reach a person.",
    ],
    product: [
      "The beans tasted stale this time.",
      "The kettle stopped working after two weeks.",
      "The mug was smaller than in the picture.",
      "Quality has gone down since last year.",
    ],
    price: [
      "Prices went up without a word.",
      "Shipping costs almost as much as the tea.",
      "The discount code did not work at checkout.",
    ],
    subscription: [
      "Cancelling the plan was far too complicated.",
      "I was charged although I had paused the box.",
      "The box is the same every month, I expected more variety.",
    ],
    website: [
      "The site logged me out twice while paying.",
      "The search never finds what I type.",
      "The app shows the wrong delivery date.",
    ],
  },
  neutral: [
    "All right, nothing special.",
    "It does what it should.",
    "Mostly fine, there is room for improvement.",
    "Good coffee, average service.",
    "No complaints, but no surprises either.",
    "Happy enough so far.",
  ],
};
