import { type CompositeElement, generalWeights, groupsNamed, OF_WHOM, type WeightsFor } from "../facts/composite.ts";
import type { Instruments } from "../facts/instruments.ts";
import type { Composite } from "../facts/own-score.ts";
import { parseScale } from "../facts/scale.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { bandWithin } from "./bands.ts";

/** What a response takes over from its answers; all of them say the same, or the first by name does. */
const TAKEN_OVER = [
  ...["party", "day", "at", "kind", "respondent", "touchpoint", "channel", "agent", "team", "topic", "case_id"],
  ...["answer_language", "survey", "asked_day", "about", "about_day", "handled_by", "product"],
];

/** Sums are taken on a grid of ten-thousandths: of shares and weights it would be too coarse. */
const FINER = raw("1000000.0");

/**
 * One row a response to at least one element of a composite, with the columns of the answers `x` that it is made of: those with one
 * response id, otherwise to one invitation, otherwise of one customer on one day about one thing. Each element is put onto the scale from
 * worst to best; the score is their weighted mean. What was not answered, or asked on another scale, does not weigh, and the rest weighs
 * the more. `state` is `incomplete` where less than the stated share of the weight was answered.
 */
export function compositeAnswers(stated: Composite, instruments: Instruments, dialect: Dialect): Sql {
  const { id, elements, importance = false, answered = 0 } = stated;
  const { min, max, best } = parseScale(stated.scale)!;
  const { double, exact, hash } = dialect;
  const places = elements.map((_, i) => raw(String(i)));
  const isElement = elements.map(
    ({ instrument, item }) =>
      sql`x.instrument = ${literal(instrument)}${item === undefined ? raw("") : sql` and x.item = ${literal(item)}`}`,
  );
  const byElement = (of: (element: CompositeElement) => Sql) =>
    join(
      elements.map((element, i) => sql`when ${isElement[i]!} then ${of(element)}`),
      " ",
    );
  const fine = (value: Sql) => sql`${double(sql`sum(${exact(sql`${value} * ${FINER}`)})`)} / ${FINER}`;
  const counted = (i: Sql) => sql`e.element = ${i} and e.goodness is not null and e.mass > 0`;
  const weight = places.map((i) => sql`w.weight_${i}`);
  /** Of elements that were answered. */
  const total = (of: (weight: Sql, i: Sql) => Sql) =>
    join(
      places.map((i, at) => sql`case when w.n_${i} > 0 then coalesce(${of(weight[at]!, i)}, 0.0) else 0.0 end`),
      " + ",
    );
  const everything = join(
    weight.map((each) => sql`coalesce(${each}, 0.0)`),
    " + ",
  );
  const share = sql`(${total((each, i) => sql`${each} * w.good_${i} / w.n_${i}`)}) / nullif(${total((each, i) => sql`${each} * w.mass_${i} / w.n_${i}`)}, 0.0)`;
  const number = (value: number) => raw(value.toFixed(1));
  const score =
    best === "high"
      ? sql`${number(min)} + ${number(max - min)} * (${share})`
      : sql`${number(max)} - ${number(max - min)} * (${share})`;
  const taken = (alias: string) => join(TAKEN_OVER.map((column) => raw(`${alias}.${column} as ${column}`)));
  return sql`
    select ${hash(literal(id), sql`s.first_id`)} as id, ${literal(id)} as instrument, s.score as score,
      case when s.state = 'valid' or s.state = 'not_customer' then ${bandWithin(sql`s.score`, instruments[id]!)} end as band,
      s.state as state, s.parts as parts, ${taken("s")}
    from (
      select w.first_id as first_id, round(${score}, 6) as score, ${join(
        places.map((i) => sql`w.n_${i}`),
        " + ",
      )} as parts, ${taken("w")},
        case
          when w.scores = 0 then 'not_answered'
          when w.is_staff = 1 then 'not_customer'
          when ${total((each) => each)} < ${raw(String(answered - 1e-9))} * (${everything}) then 'incomplete'
          else 'valid'
        end as state
      from (
        select r.*, ${join(elements.map((element, i) => sql`${weightOf(element, stated)} as weight_${places[i]!}`))}
        from (
          select min(e.id) as first_id, count(e.score) as scores,
            max(case when e.respondent in ('employee', 'manager') then 1 else 0 end) as is_staff,
            ${join(TAKEN_OVER.map((column) => raw(`min(e.${column}) as ${column}`)))},
            ${join(
              places.map(
                (i) => sql`sum(case when ${counted(i)} then 1 else 0 end) as n_${i},
            ${fine(sql`case when ${counted(i)} then e.goodness * e.mass else 0.0 end`)} as good_${i},
            ${fine(sql`case when ${counted(i)} then e.mass else 0.0 end`)} as mass_${i}`,
              ),
            )}
          from (
            select x.*,
              case ${join(
                isElement.map((is, i) => sql`when ${is} then ${places[i]!}`),
                " ",
              )} end as element,
              case ${byElement((element) => goodness(element, instruments, dialect))} end as goodness,
              ${importance ? sql`case when max(x.importance) over (partition by x.instrument) is null then 1.0 else ${double(sql`x.importance`)} end` : raw("1.0")} as mass,
              x.response_id as by_response,
              case when x.response_id is null then x.invitation_id end as by_invitation,
              ${join(["party", "day", "about", "about_id"].map((column) => sql`case when x.response_id is null and x.invitation_id is null then x.${raw(column)} end as by_${raw(column)}`))},
              case when x.response_id is null and x.invitation_id is null and (x.party is null or x.day is null) then x.id end as by_itself
            from x
            where ${join(
              isElement.map((is) => sql`(${is})`),
              " or ",
            )}
          ) e
          group by e.by_response, e.by_invitation, e.by_party, e.by_day, e.by_about, e.by_about_id, e.by_itself
        ) r
        left join panel_party q on q.party = r.party
      ) w
    ) s
  `;
}

/** How good an answer `x` is, from 0 at the worst end of its scale to 1 at the best; null where it is none on that scale. */
function goodness({ instrument, scale }: CompositeElement, instruments: Instruments, { double }: Dialect): Sql {
  const known = instruments[instrument];
  const { min, max, best } = known ?? parseScale(scale)!;
  const within = known
    ? raw("x.band is not null")
    : sql`x.score >= ${raw(String(min))} and x.score <= ${raw(String(max))}
        and not (coalesce(x.scale_min, ${raw(String(min))}) <> ${raw(String(min))} or coalesce(x.scale_max, ${raw(String(max))}) <> ${raw(String(max))} or coalesce(x.scale_best, ${literal(best)}) <> ${literal(best)})`;
  const over = raw((max - min).toFixed(1));
  return sql`case when ${within} then ${
    best === "high"
      ? sql`(${double(sql`x.score`)} - ${raw(min.toFixed(1))})`
      : sql`(${raw(max.toFixed(1))} - ${double(sql`x.score`)})`
  } / ${over} end`;
}

/** The weight of an element in a response `r` of the customer `q`: of the first weights that fit, otherwise the general one. */
function weightOf({ id }: CompositeElement, stated: Composite): Sql {
  const number = (value: number | undefined) => (value === undefined ? raw("null") : raw(`cast(${value} as double)`));
  const general = number(generalWeights(stated)[id]);
  const { weights = [] } = stated;
  if (weights.length === 0) return general;
  const branches = weights.map((each) => sql`when ${fits(each)} then ${number(each.weights[id])}`);
  return sql`case ${join(branches, " ")} else ${general} end`;
}

const fits = ({ where }: WeightsFor): Sql =>
  all(
    Object.entries(where).map(([column, groups]) => {
      const ofWhom = (OF_WHOM as readonly string[]).includes(column);
      return sql`${raw(ofWhom ? "q" : "r")}.${raw(column)} in (${join(groupsNamed(groups).map(literal))})`;
    }),
  );
