import { type DemoProduct, garment } from "./garment";

export const lower: DemoProduct[] = [
  garment("straight-selvedge-jeans", "jeans", "men", "denim", "raw washed black", 179, {
    title: ["Straight selvedge jeans", "Прямые джинсы из селвидж-денима", "Düz selvedj cins şalvar"],
    text: [
      "14-ounce shuttle-loomed denim, chain-stitched hem. Turn it up once and the red edge shows.",
      "Деним 14 унций с челночного станка, цепной шов по низу. Подверните раз — покажется красная кромка.",
      "14 unsiyalıq məkik cinsi, ətəyi zəncirvari tikişlə. Bir dəfə qatlayın — qırmızı haşiyə görünər.",
    ],
  }),
  garment("wide-leg-jeans", "jeans", "women", "denim", "washed ecru raw", 149, {
    title: ["Wide-leg jeans", "Широкие джинсы", "Enli cins şalvar"],
    text: [
      "High in the waist, straight from the hip, 13 ounces so that they fall instead of float.",
      "Высокая талия, прямая линия от бедра, 13 унций: падают, а не развеваются.",
      "Hündür bel, ombadan düz xətt, 13 unsiya: uçuşmur, düz düşür.",
    ],
  }),
  garment("slim-jeans", "jeans", "women", "denim", "indigo charcoal", 129, {
    title: ["Slim jeans", "Узкие джинсы", "Dar cins şalvar"],
    text: [
      "Two per cent elastane and no more, so they recover overnight. Ankle length.",
      "Два процента эластана, не больше: за ночь возвращают форму. Длина до щиколотки.",
      "İki faiz elastan, artıq yox: bir gecəyə formasını qaytarır. Topuğa qədər uzunluq.",
    ],
  }),
  garment("harbour-chinos", "chinos", "men", "twill", "sand navy olive", 119, {
    title: ["Harbour chinos", "Чиносы «Гавань»", "Liman çinosu"],
    text: [
      "Garment-dyed twill, straight leg, a coin pocket that takes a card. Press them or don't.",
      "Твил, окрашенный в изделии, прямая штанина, карман для монет вмещает карту. Гладить не обязательно.",
      "Hazır halda boyanmış tvil, düz balaq, kart sığan xırda cib. Ütüləmək şərt deyil.",
    ],
  }),
  garment("pleated-wool-trousers", "chinos", "women", "suiting", "charcoal camel grey-stripe", 169, {
    title: ["Pleated wool trousers", "Шерстяные брюки со складками", "Qırçınlı yun şalvar"],
    text: [
      "Two pleats a side, wide to the floor, lined to the knee. Tropical wool that works in both seasons.",
      "По две складки с каждой стороны, широкие до пола, подкладка до колена. Тонкая шерсть на два сезона.",
      "Hər tərəfdə iki qırçın, yerə qədər enli, dizə qədər astar. İki fəsil üçün nazik yun.",
    ],
  }),
  garment("linen-wide-trousers", "chinos", "women", "linen", "white sage rust", 115, {
    title: ["Wide linen trousers", "Широкие льняные брюки", "Enli kətan şalvar"],
    text: [
      "A high waist, two pleats and a leg that moves by itself. Cropped above the sandal.",
      "Высокая талия, две складки, штанина живёт своей жизнью. Длина — над сандалией.",
      "Hündür bel, iki büküş, sərbəst tökülən balaq. Uzunluğu sandaldan yuxarı.",
    ],
  }),
  garment("corduroy-trousers", "chinos", "men", "corduroy", "tan forest", 129, {
    title: ["Corduroy trousers", "Вельветовые брюки", "Velvet şalvar"],
    text: [
      "Fine-wale corduroy, slim without being tight, with the nap running up for a deeper colour.",
      "Мелкий рубчик, узкие, но не тесные; ворс направлен вверх — цвет глубже.",
      "Xırda zolaqlı velvet, dar, amma sıxmır; xovu yuxarı yönəlib, rəng dərin görünür.",
    ],
  }),
  garment("linen-shorts", "shorts", "men", "linen", "stone navy blue-stripe", 79, {
    title: ["Linen shorts", "Льняные шорты", "Kətan şort"],
    text: [
      "Above the knee, drawstring inside, pockets that keep coins when you sit.",
      "Выше колена, шнурок внутри, из карманов ничего не выпадает, когда садишься.",
      "Dizdən yuxarı, bağı içəridə, oturanda cibdən heç nə düşmür.",
    ],
  }),
  garment("chino-shorts", "shorts", "women", "twill", "oat brick olive", 75, {
    title: ["Pleated chino shorts", "Шорты-чиносы со складками", "Qırçınlı çinos şort"],
    text: [
      "A high waist and one pleat, cut from the same twill as the chinos and softened first.",
      "Высокая талия и одна складка; тот же твил, что у чиносов, заранее смягчённый.",
      "Hündür bel və bir qırçın; çinosla eyni tvil, əvvəlcədən yumşaldılıb.",
    ],
  }),
  garment("gathered-midi-skirt", "skirt", "women", "linen", "rust ecru navy-dot", 109, {
    title: ["Gathered midi skirt", "Юбка-миди со сборкой", "Büzməli midi yubka"],
    text: [
      "Three metres of linen gathered into a narrow band, with pockets in the side seams.",
      "Три метра льна, собранные в узкий пояс, карманы в боковых швах.",
      "Dar kəmərə yığılmış üç metr kətan, yan tikişlərdə ciblər.",
    ],
  }),
  garment("pleated-wool-skirt", "skirt", "women", "suiting", "forest camel-check", 159, {
    title: ["Pleated wool skirt", "Плиссированная шерстяная юбка", "Qırçınlı yun yubka"],
    text: [
      "Knife pleats stitched down to the hip and set by steam. They return after sitting.",
      "Складки застрочены до бедра и закреплены паром: возвращаются, сколько ни сиди.",
      "Qırçınlar ombaya qədər tikilib, buxarla bərkidilib: oturandan sonra da qayıdır.",
    ],
  }),
  garment("denim-mini-skirt", "skirt", "women", "denim", "washed ecru", 95, {
    title: ["Denim mini skirt", "Джинсовая мини-юбка", "Cins mini yubka"],
    text: [
      "Buttoned down the front, A-line, five pockets that are all real.",
      "На пуговицах спереди, трапеция, пять карманов — все настоящие.",
      "Öndən düyməli, trapesiya biçimi, beş cibin hamısı həqiqidir.",
    ],
  }),
  garment("satin-slip-skirt", "skirt", "women", "silk", "sage black butter", 139, {
    title: ["Satin slip skirt", "Атласная юбка-комбинация", "Atlas yubka"],
    text: [
      "Cut on the bias, so it follows the walk. A soft waist without a zip.",
      "Раскроена по косой и повторяет шаг. Мягкий пояс без молнии.",
      "Çəpinə biçilib, addımı izləyir. Zəncirbəndsiz yumşaq bel.",
    ],
  }),
  garment("nizami-shirt-dress", "dress", "women", "poplin", "sky white blue-stripe", 169, {
    title: ["Nizami shirt dress", "Платье-рубашка «Низами»", "Nizami köynək-donu"],
    text: [
      "The Nizami shirt let down to the calf, with a belt of its own cloth and a side slit for stairs.",
      "Рубашка «Низами», отпущенная до икры: пояс из той же ткани и разрез, чтобы подниматься по лестнице.",
      "Baldıra qədər uzadılmış Nizami köynəyi: öz parçasından kəmər, pilləkən üçün yan kəsik.",
    ],
  }),
  garment("garden-tie-dress", "dress", "women", "linen", "indigo-sprig brick sage-sprig", 179, {
    title: ["Garden tie dress", "Платье с завязками «Сад»", "Bağ bağlamalı donu"],
    text: [
      "Ties at the waist, so it fits before lunch and after. Small sprigs drawn for us and printed on linen.",
      "Завязывается на талии: впору и до обеда, и после. Мелкие веточки нарисованы для нас.",
      "Beldən bağlanır: nahardan əvvəl də, sonra da olur. Xırda budaqlar bizim üçün çəkilib.",
    ],
  }),
  garment("evening-slip-dress", "dress", "women", "silk", "wine black blush", 249, {
    title: ["Evening slip dress", "Вечернее платье-комбинация", "Axşam ipək donu"],
    text: [
      "Bias-cut sandwashed silk with straps that adjust at the back. Packs to the size of a fist.",
      "Шёлк, раскроенный по косой, бретели регулируются сзади. Сворачивается до размера кулака.",
      "Çəpinə biçilmiş ipək, arxadan tənzimlənən bağlar. Yumruq boyda yığılır.",
    ],
  }),
];
