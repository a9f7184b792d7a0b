import { type DemoProduct, garment } from "./garment";

export const extras: DemoProduct[] = [
  garment("caspian-wool-scarf", "scarf", "accessories", "wool", "camel-check grey forest", 69, {
    title: ["Caspian wool scarf", "Шерстяной шарф «Каспий»", "Kaspi yun şərfi"],
    text: [
      "Two metres of lambswool with a twisted fringe. Long enough for two turns and a knot.",
      "Два метра шерсти ягнёнка с кручёной бахромой. Хватает на два оборота и узел.",
      "İki metr quzu yunu, burma saçaq. İki dəfə dolayıb düyünləmək üçün bəs edir.",
    ],
  }),
  garment("ribbed-scarf", "scarf", "accessories", "rib", "oat wine", 49, {
    title: ["Ribbed scarf", "Вязаный шарф в резинку", "Toxunma şərf"],
    text: [
      "A full cardigan rib that springs back. Soft at the neck, no fringe to lose.",
      "Полная английская резинка: растянется и вернётся. Мягкий у шеи, без бахромы.",
      "Dartılıb qayıdan qalın rezin toxunuş. Boyunda yumşaq, saçaqsız.",
    ],
  }),
  garment("six-panel-cap", "cap", "accessories", "twill", "navy sand rust", 39, {
    title: ["Six-panel cap", "Кепка из шести клиньев", "Altı hissəli kepka"],
    text: [
      "Washed twill, a soft crown and a brass slider. Fits 55 to 61 cm.",
      "Стираный твил, мягкая тулья, латунная пряжка. На обхват 55–61 см.",
      "Yuyulmuş tvil, yumşaq tac, bürünc toqqa. 55–61 sm baş üçün.",
    ],
  }),
  garment("market-tote", "tote", "accessories", "canvas", "ecru indigo navy-stripe", 59, {
    title: ["Market tote", "Сумка для рынка", "Bazar çantası"],
    text: [
      "Twenty-ounce canvas, handles sewn through the base. Carries melons.",
      "Канвас 20 унций, ручки прошиты через дно. Выдержит дыни.",
      "20 unsiyalıq kanvas, qulpları dibdən tikilib. Qovun da daşıyır.",
    ],
  }),
  garment("leather-tote", "tote", "accessories", "leather", "cognac black", 289, {
    title: ["Leather tote", "Кожаная сумка-шопер", "Dəri çanta"],
    text: [
      "One piece of vegetable-tanned leather folded and stitched by hand. Holds a 14-inch laptop.",
      "Один кусок кожи растительного дубления, сложенный и прошитый вручную. Вмещает ноутбук 14 дюймов.",
      "Bitki aşılı bir parça dəri qatlanıb əllə tikilib. 14 düymlük noutbuk yerləşir.",
    ],
  }),
  garment("court-sneakers", "sneakers", "accessories", "leather", "white ecru black", 159, {
    title: ["Court sneakers", "Кожаные кроссовки «Корт»", "Kort idman ayaqqabısı"],
    text: [
      "Smooth leather, a cup sole that is stitched and not only glued, and two pairs of laces.",
      "Гладкая кожа, подошва прошита, а не только приклеена, две пары шнурков.",
      "Hamar dəri, altlığı təkcə yapışqanla deyil, tikişlə bərkidilib, iki cüt bağ.",
    ],
  }),
  garment("suede-runners", "sneakers", "accessories", "suede", "indigo sage", 149, {
    title: ["Suede runners", "Замшевые кроссовки", "Zamşa krossovka"],
    text: [
      "A seventies running shape in suede and mesh. Light enough to forget, flat enough to walk all day.",
      "Беговой силуэт семидесятых из замши и сетки. Лёгкие, в них ходят весь день.",
      "Yetmişinci illərin qaçış forması: zamşa və tor. Yüngüldür, bütün gün gəzməli.",
    ],
  }),
  garment("chelsea-boots", "boots", "accessories", "suede", "tan black", 249, {
    title: ["Chelsea boots", "Ботинки челси", "Çelsi çəkmə"],
    text: [
      "Suede, elastic that will outlast a winter, and a crepe sole that is quiet in museums.",
      "Замша, резинка, которой хватит не на одну зиму, и каучуковая подошва — тихая в музеях.",
      "Zamşa, bir qışdan çox dözən rezin və muzeydə səssiz kauçuk altlıq.",
    ],
  }),
  garment("derby-work-boots", "boots", "accessories", "leather", "cognac chocolate", 289, {
    title: ["Derby work boots", "Рабочие ботинки дерби", "Derbi iş çəkməsi"],
    text: [
      "Seven eyelets, storm welt, resoleable. Two weeks of patience, ten years of boots.",
      "Семь пар люверсов, рантовая подошва, можно сменить. Две недели терпения — десять лет ботинок.",
      "Yeddi cüt halqa, dəyişdirilə bilən rantlı altlıq. İki həftə səbir, on il çəkmə.",
    ],
  }),
  garment("bridle-belt", "belt", "accessories", "leather", "tan black chocolate", 65, {
    title: ["Bridle belt", "Ремень из шорно-седельной кожи", "Yəhər dərisindən kəmər"],
    text: [
      "Bridle leather, waxed at the edges, with a solid brass buckle that comes off with one screw.",
      "Шорная кожа с вощёными краями; латунная пряжка снимается одним винтом.",
      "Kənarları mumlanmış yəhər dərisi; bürünc toqqa bir vintlə çıxır.",
    ],
  }),
];
