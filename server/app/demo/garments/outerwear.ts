import { type DemoProduct, garment } from "./garment";

export const outerwear: DemoProduct[] = [
  garment("atelier-chore-jacket", "jacket", "men", "canvas", "indigo sand olive", 219, {
    title: ["Atelier chore jacket", "Рабочая куртка «Ателье»", "Atelye iş gödəkçəsi"],
    text: [
      "A French worker's jacket in cotton canvas: three patch pockets, triple-stitched, cut to be worn open.",
      "Куртка французского рабочего из хлопкового канваса: три накладных кармана, тройная строчка.",
      "Fransız fəhlə gödəkçəsi, pambıq kanvas: üç yamaq cib, üçqat tikiş.",
    ],
  }),
  garment("selvedge-denim-jacket", "jacket", "women", "denim", "washed raw", 229, {
    title: ["Selvedge denim jacket", "Джинсовая куртка «Селвидж»", "Selvedj cins gödəkçə"],
    text: [
      "Shuttle-loomed denim with the red edge kept inside the front facing, where only you see it.",
      "Деним с челночного станка; красная кромка сохранена внутри полочки, где видна только вам.",
      "Məkikli dəzgahda toxunmuş cins; qırmızı haşiyə ön tərəfin içindədir, onu yalnız siz görürsünüz.",
    ],
  }),
  garment("baku-wind-bomber", "jacket", "women", "nylon", "sage black rust", 199, {
    title: ["Baku wind bomber", "Бомбер «Бакинский ветер»", "Bakı küləyi bomberi"],
    text: [
      "Named after the reason you need it. Dense nylon, ribbed where wind gets in, light enough for a bag.",
      "Назван по причине, по которой нужен. Плотный нейлон, резинка там, где задувает, помещается в сумку.",
      "Adı lazım olduğu səbəbdəndir. Sıx neylon, külək vuran yerlərdə rezin, çantaya sığır.",
    ],
  }),
  garment("ganja-leather-jacket", "jacket", "women", "leather", "black cognac", 690, {
    title: ["Ganja leather jacket", "Кожаная куртка «Гянджа»", "Gəncə dəri gödəkçəsi"],
    text: [
      "Lamb nappa, asymmetric zip, quilted nowhere. Stiff for a week, yours after a month.",
      "Кожа ягнёнка, косая молния, ни одной лишней прострочки. Неделю жёсткая, через месяц — ваша.",
      "Quzu dərisi, çəp zəncirbənd, artıq tikiş yoxdur. Bir həftə sərt, bir aydan sonra sizindir.",
    ],
  }),
  garment("khazri-wool-coat", "coat", "women", "wool", "camel charcoal blush", 459, {
    title: ["Khazri wool coat", "Шерстяное пальто «Хазри»", "Xəzri yun paltosu"],
    text: [
      "Long, single-breasted and closed by three buttons. Woven in wool with a little cashmere, for the north wind.",
      "Длинное, однобортное, три пуговицы. Шерсть с каплей кашемира — для северного ветра.",
      "Uzun, birtərəfli, üç düymə. Az kaşmir qatılmış yun — şimal küləyi üçün.",
    ],
  }),
  garment("philharmonia-double-coat", "coat", "men", "wool", "navy grey-check", 489, {
    title: ["Philharmonia double-breasted coat", "Двубортное пальто «Филармония»", "Filarmoniya ikitərəfli paltosu"],
    text: [
      "Six buttons, peak lapels, a half belt at the back. Hangs from the shoulder and nowhere else.",
      "Шесть пуговиц, острые лацканы, хлястик. Держится на плечах и больше ни на чём.",
      "Altı düymə, iti laçkanlar, arxada yarımkəmər. Yalnız çiyindən asılı durur.",
    ],
  }),
  garment("old-town-herringbone-coat", "coat", "men", "tweed", "charcoal chocolate", 429, {
    title: ["Old Town herringbone coat", "Пальто в ёлочку «Старый город»", "İçərişəhər balıqsümüyü palto"],
    text: [
      "Tweed with a visible herringbone and a collar that stands up against rain off the sea.",
      "Твид в крупную ёлочку, воротник поднимается от дождя с моря.",
      "İri balıqsümüyü naxışlı tvid, dənizdən gələn yağışa qarşı qalxan yaxalıq.",
    ],
  }),
  garment("fountain-square-trench", "trench", "women", "twill", "sand navy olive", 379, {
    title: ["Fountain Square trench", "Тренч «Площадь фонтанов»", "Fəvvarələr meydanı trençkotu"],
    text: [
      "Cotton gabardine, storm flap, belt without a buckle to lose. Showerproof, not a raincoat.",
      "Хлопковый габардин, кокетка от ветра, пояс без пряжки. От мороси, но не от ливня.",
      "Pambıq qabardin, külək qapağı, toqqasız kəmər. Çiskindən qoruyur, leysandan yox.",
    ],
  }),
  garment("nasimi-wool-blazer", "blazer", "men", "suiting", "navy grey chalk-stripe", 349, {
    title: ["Nasimi wool blazer", "Шерстяной пиджак «Насими»", "Nəsimi yun pencəyi"],
    text: [
      "Half-canvassed, soft shoulder, two vents. The sleeve buttons open, because they should.",
      "Полукамзольная конструкция, мягкое плечо, две шлицы. Пуговицы на рукавах расстёгиваются, как и положено.",
      "Yarımkanvas, yumşaq çiyin, iki kəsik. Qol düymələri açılır — elə də olmalıdır.",
    ],
  }),
  garment("linen-blazer", "blazer", "women", "linen", "sand white sage", 289, {
    title: ["Linen blazer", "Льняной жакет", "Kətan jaket"],
    text: [
      "Unlined, one button, patch pockets. Creases are part of the agreement.",
      "Без подкладки, одна пуговица, накладные карманы. Складки — часть уговора.",
      "Astarsız, bir düymə, yamaq ciblər. Qırışlar şərtin bir hissəsidir.",
    ],
  }),
  garment("boulevard-double-blazer", "blazer", "women", "suiting", "black oat-check", 329, {
    title: ["Boulevard double-breasted blazer", "Двубортный жакет «Приморский»", "Bulvar ikitərəfli jaket"],
    text: [
      "A straight, slightly long blazer with a firm shoulder. Closes with two buttons and shows four.",
      "Прямой, чуть удлинённый жакет с чётким плечом. Застёгивается на две пуговицы, показывает четыре.",
      "Düz, bir az uzun, çiyni dəqiq jaket. İki düymə ilə bağlanır, dördünü göstərir.",
    ],
  }),
  garment("tweed-blazer", "blazer", "men", "tweed", "moss camel", 319, {
    title: ["Tweed blazer", "Твидовый пиджак", "Tvid pencək"],
    text: [
      "Donegal-type tweed with flecks you find later. Two buttons, throat latch, ticket pocket.",
      "Твид с вкраплениями, которые замечаешь не сразу. Две пуговицы, хлястик у ворота, билетный карман.",
      "Sonradan görünən ləkəcikli tvid. İki düymə, boğaz ilgəyi, bilet cibi.",
    ],
  }),
];
