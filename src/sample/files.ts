import { Sheet } from "./sheet.ts";

/** Headers of the files, as a person would name the columns of an export. */
const HEADERS = {
  customers:
    "customer_id,email,other_email,phone,name,type,segment,country,region,language,joined,acquisition_channel,consent",
  orders:
    "order_id,customer_id,ordered_at,status,channel,product,currency,list_amount,discount,amount,tax,shipping,cost,promised_at,delivered_at",
  order_lines: "order_id,line,product,category,quantity,currency,list_amount,amount,cost",
  refunds: "refund_id,order_id,customer_id,refunded_at,amount,currency,reason",
  subscriptions:
    "subscription_id,customer_id,plan,amount,currency,period,start_date,until,change,discount_asked,reason_ended,involuntary",
  tickets:
    "case_id,email,phone,opened_at,topic,channel,team,agent,priority,status,first_answered_at,resolved_at,reopened",
  contacts:
    "contact_id,case_id,email,phone,started_at,channel,direction,handled_by,department,team,agent,topic,complaint,abandoned,waited_seconds,ivr_steps,cut_off,repeated,templated,resolved,transfers,cost,currency",
  contact_legs: "contact_id,leg,started_at,agent,department,team,talk_seconds,hold_seconds,wrap_seconds,transferred_to",
  survey_invitations:
    "invitation_id,customer_id,survey,instrument,touchpoint,channel,sent_at,opened_at,started_at,completed_at,not_asked_reason",
  survey_answers:
    "response_id,invitation_id,customer_id,answered_at,instrument,item,kind,scale_min,scale_max,score,importance,comment,about,about_id,touchpoint,channel,agent,team,respondent,wording,language,seconds",
  reviews: "review_id,customer_id,published_at,site,rating,rating_max,product,comment,language",
  loyalty_points: "customer_id,date,change,points,order_id,origin,reward,tier,cost,currency",
  touches: "customer_id,occurred_at,touch,stage,channel,campaign,cost,currency",
  offers: "offer_id,customer_id,offered_at,product,amount,currency,stage,outcome,reason,decided_at,channel",
  referrals: "customer_id,referred_customer_id,referred_at,channel",
  costs: "start_date,until,area,initiative,stage,scope,scope_value,basis,amount,currency",
  employees: "agent,name,team,department,site,start_date,until",
} as const;

export type FileName = keyof typeof HEADERS;
export type Files = Record<FileName, Sheet>;

/** Rows that no reader can take at their word; each is one row more, beside the true ones. */
const DIRTY: Partial<Record<FileName, { reason: string; row: (n: number) => string }>> = {
  orders: {
    reason: "impossible_date",
    row: (n) => `X${n},1,2025-02-30 10:00:00,delivered,web,,EUR,50.00,0.00,50.00,10.00,0.00,25.00,,`,
  },
  survey_answers: {
    reason: "score_above_scale",
    row: (n) =>
      `X${n},,1,2026-01-15 10:00:00,nps,recommend,relationship,0,10,11,,,,,relationship,email,,,customer,v1,en,20`,
  },
  loyalty_points: {
    reason: "customer_missing",
    row: () => ",2025-06-15,earned,50,,purchase,,basic,,",
  },
};

export async function createFiles(dir: string): Promise<Files> {
  const sheets = await Promise.all(
    (Object.keys(HEADERS) as FileName[]).map(
      async (name) => [name, await Sheet.create(dir, `${name}.csv`, HEADERS[name], DIRTY[name])] as const,
    ),
  );
  return Object.fromEntries(sheets) as Files;
}
