import { type Calendar, euros } from "./calendar.ts";
import type { EventKind, Events } from "./events.ts";
import { quoted, yesNo } from "./sheet.ts";

export interface Table<Event> {
  header: string;
  row(event: Event): string;
}
export type Tables = { readonly [Kind in EventKind]: Table<Events[Kind]> };

/** How each kind of event becomes a row of an export, with headers as a person would name the columns. */
export function tables(calendar: Calendar): Tables {
  const day = (of: number) => calendar.text(of);
  const moment = (of: number) => calendar.moment(of);
  const maybe = <T>(value: T | undefined, text: (value: T) => string): string =>
    value === undefined ? "" : text(value);
  const inEuro = (cents: number | undefined): string => (cents === undefined ? "," : `${euros(cents)},EUR`);
  return {
    customers: {
      header:
        "customer_id,email,other_email,phone,name,type,segment,country,region,language,joined,acquisition_channel,consent",
      row: (e) =>
        `${e.customer},${e.email},${e.otherEmail},${e.phone},${quoted(e.name)},${e.organisation ? "organisation" : "person"},${e.segment},${e.country},${e.region},${e.language},${day(e.joined)},${e.channel},${yesNo(e.consent)}`,
    },
    orders: {
      header:
        "order_id,customer_id,ordered_at,status,channel,product,currency,list_amount,discount,amount,tax,shipping,cost,promised_at,delivered_at",
      row: (e) =>
        `${e.id},${e.customer},${moment(e.at)},${e.status},${e.channel},${e.plan},EUR,${euros(e.list)},${euros(e.list - e.amount)},${euros(e.amount)},${euros(e.tax)},${euros(e.shipping)},${euros(e.cost)},${maybe(e.promised, moment)},${maybe(e.delivered, moment)}`,
    },
    order_lines: {
      header: "order_id,line,product,category,quantity,currency,list_amount,amount,cost",
      row: (e) =>
        `${e.order},${e.line},${e.product},${e.category},${e.quantity},EUR,${euros(e.list)},${euros(e.amount)},${euros(e.cost)}`,
    },
    refunds: {
      header: "refund_id,order_id,customer_id,refunded_at,amount,currency,reason",
      row: (e) => `${e.id},${e.order},${e.customer},${moment(e.at)},${inEuro(e.amount)},${quoted(e.reason)}`,
    },
    subscriptions: {
      header:
        "subscription_id,customer_id,plan,amount,currency,period,start_date,until,change,discount_asked,reason_ended,involuntary",
      row: (e) =>
        `${e.id},${e.customer},${e.plan},${inEuro(e.amount)},month,${day(e.from)},${maybe(e.until, day)},${e.change},${yesNo(e.discountAsked)},${e.reason},${e.reason ? yesNo(e.involuntary) : ""}`,
    },
    tickets: {
      header:
        "case_id,email,phone,opened_at,topic,channel,team,agent,priority,status,first_answered_at,resolved_at,reopened",
      row: (e) =>
        `${e.id},${e.email},${e.phone},${moment(e.opened)},${e.topic},${e.channel},${e.team},${e.agent},${e.priority},${e.resolved === undefined ? "open" : "solved"},${maybe(e.answered, moment)},${maybe(e.resolved, moment)},${e.reopened}`,
    },
    contacts: {
      header:
        "contact_id,case_id,email,phone,started_at,channel,direction,handled_by,department,team,agent,topic,complaint,abandoned,waited_seconds,ivr_steps,cut_off,repeated,templated,resolved,transfers,cost,currency",
      row: (e) =>
        `${e.id},${e.case},${e.email},${e.phone},${moment(e.at)},${e.channel},${e.direction},${e.handledBy},${e.department},${e.team},${e.agent},${e.topic},${yesNo(e.complaint)},${yesNo(e.abandoned)},${e.waited ?? ""},${e.steps ?? ""},${yesNo(e.cutOff)},${yesNo(e.repeated)},${yesNo(e.templated)},${yesNo(e.resolved)},${e.transfers},${inEuro(e.cost)}`,
    },
    contact_legs: {
      header: "contact_id,leg,started_at,agent,department,team,talk_seconds,hold_seconds,wrap_seconds,transferred_to",
      row: (e) =>
        `${e.contact},${e.leg},${moment(e.at)},${e.agent},${e.department},${e.team},${e.talk},${e.hold},${e.wrap},${e.transferredTo}`,
    },
    survey_invitations: {
      header:
        "invitation_id,customer_id,survey,instrument,touchpoint,channel,sent_at,opened_at,started_at,completed_at,not_asked_reason,about,about_id",
      row: (e) =>
        `${e.id},${e.customer},${e.survey},${e.instrument},${e.touchpoint},email,${moment(e.sent)},${maybe(e.opened, moment)},${maybe(e.started, moment)},${maybe(e.completed, moment)},${e.notAsked},${e.contact ? "contact" : ""},${e.contact}`,
    },
    survey_answers: {
      header:
        "response_id,invitation_id,customer_id,answered_at,instrument,item,kind,scale_min,scale_max,score,importance,comment,about,about_id,touchpoint,channel,agent,team,respondent,wording,language,seconds",
      row: (e) =>
        `${e.id},${e.invitation},${e.customer},${moment(e.at)},${e.instrument},${e.item},${e.contact ? "transactional" : "relationship"},${e.scale[0]},${e.scale[1]},${e.score},${e.importance ?? ""},${quoted(e.comment)},${e.contact ? "contact" : ""},${e.contact},${e.contact ? "support" : "relationship"},email,${e.agent},${e.team},${e.respondent},v1,${e.language},${e.seconds}`,
    },
    reviews: {
      header: "review_id,customer_id,published_at,site,rating,rating_max,product,comment,language",
      row: (e) =>
        `${e.id},${e.author},${moment(e.at)},${e.site},${e.rating},5,${e.product},${quoted(e.comment)},${e.language}`,
    },
    loyalty_points: {
      header: "customer_id,date,change,points,order_id,origin,reward,tier,cost,currency",
      row: (e) =>
        `${e.customer},${day(e.day)},${e.change},${e.points},${e.order},${e.origin},${e.reward},${e.tier},${inEuro(e.cost)}`,
    },
    touches: {
      header: "customer_id,occurred_at,touch,stage,channel,campaign,cost,currency",
      row: (e) => `${e.customer},${moment(e.at)},${e.touch},${e.stage},${e.channel},${e.campaign},${inEuro(e.cost)}`,
    },
    offers: {
      header: "offer_id,customer_id,offered_at,product,amount,currency,stage,outcome,reason,decided_at,channel",
      row: (e) =>
        `${e.id},${e.customer},${moment(e.at)},${e.product},${inEuro(e.amount)},${e.stage},${e.outcome},${e.reason},${maybe(e.decided, moment)},${e.channel}`,
    },
    referrals: {
      header: "customer_id,referred_customer_id,referred_at,channel",
      row: (e) => `${e.customer},${e.referred},${moment(e.at)},${e.channel}`,
    },
    costs: {
      header: "start_date,until,area,initiative,stage,scope,scope_value,basis,amount,currency",
      row: (e) =>
        `${day(e.from)},${day(e.until)},${e.area},${e.initiative},${e.stage},${e.scope},${e.scopeValue},${e.basis},${inEuro(e.amount)}`,
    },
    employees: {
      header: "agent,name,team,department,site,start_date,until",
      row: (e) =>
        `${e.agent},${quoted(e.name)},${e.team},${e.department},${e.site},${day(e.from)},${maybe(e.until, day)}`,
    },
  };
}
