/**
 * Given names and their short forms: on each line a name with its spellings, a colon, and what its bearers are called.
 * All forms on one line may mean the same person; lines are not joined through a form that they share. A name may be a
 * short form of another one and have a line of its own.
 *
 * Compiled by hand for this project from common knowledge of names in the United States, English and Spanish; folded as
 * `normalise.ts` folds words.
 */
export const GIVEN_NAMES = `
aaron aron: ron ronnie
abel: abe
abigail abbigail abigale: abby abbie abbey abi gail
abraham abram: abe bram
adalbert adelbert: al bert del
adam: addie
adelaide: addie addy ada della heidi
adeline adaline: addie addy ada lina
adrian adrien: ade
adrienne adriana: adri
agatha: aggie
agnes: aggie nessie nessa
aidan aiden ayden:
alan allan allen: al
albert: al bert bertie albie
alberta: bertie allie
alejandra: alex ale sandra jandra
alejandro: alex ale jandro alejo
alexander aleksander alexandre: alex al alec alek xander sandy zander lex sasha alexr
alexandra aleksandra: alex alexa sandra sandy lexi lexie ali allie sasha alix
alexis: alex lexi lexie
alfonso alphonso alfonzo: al alf fonzie poncho
alfred: al alf alfie fred freddie freddy
alfredo: al alf fredo freddy fredy
alice: allie ali alix
alicia alisha: ali licha lici
allison alison alyson allyson: allie ally ali
alonzo alonso: al lon lonnie
alvin: al vin vinnie
amanda: mandy mandi manda amy
amelia emelia: amy millie mia mel emmy
amy aimee ami:
ana anna anne ann: annie nan nancy nana nina anita
anastasia: stacy stacey stacie ana tasia annie
andrea: andi andie drea
andres: andy
andrew: andy drew dru
angel: angelito
angela angelina angelica angelia: angie angel angy lina gela
anita: nita ana
annabel annabelle annabella: anna belle bella annie
annette: annie nettie netta
anselmo: chemo
anthony antony: tony ant
antoinette: toni nettie netta annie
antonia: toni tonia tona tonya
antonio: tony tono antony nono
april: apryl
archibald: archie arch
ariana arianna: ari
arlene: arly lena
armando: mando
arnold: arnie arny
arthur: art artie
arturo: art turo
ashley ashleigh ashlee: ash
aubrey: bree
audrey: audie dree
augustine agustin augustin: gus augie tino tin
augustus august: gus augie
barbara: barb barbie babs bobbie barbra
barnabas barnaby: barney
barry: baz
bartholomew: bart barry
bartolome: bartolo tolo
beatrice beatrix beatriz: bea trixie bee betty ticha betti
belinda: linda bell lindy
benedict: ben benny
benicio: beni
benito: beni beno
benjamin: ben benny benji bennie jamie benj
bernadette: bernie detta
bernadine bernardine: bernie
bernard: bernie barney
bernardo: bernie nardo
bertha berta: bertie
bertram: bert bertie
bethany: beth
beverly beverley: bev
bonita: bonnie
bradford: brad
bradley: brad
brandon branden: brand
brenda: bren
brendan brendon: bren
brent: brenton
brian bryan bryon: bri
brianna briana breanna: bri bree
bridget bridgette brigid: biddy bridie bridey
brittany britney brittney: britt brit
brooke: brook
bruce: brucie
byron: ron
caleb: cal cale
calvin: cal vin
cameron: cam ron
camille camila camilla: cami millie mila
candace candice: candy candi
carl karl: carlie
carla karla: carly
carlos: carlitos charlie carlo calo
carmen: carmela carmelita carmencita menchu
carol carole karol: carrie
caroline carolyn carolina: carrie carol caro lynn lina
casey: case
cassandra kassandra: cassie cass sandra sandy kassie
catalina: lina cata cathy
catherine katherine kathryn catharine cathryn katharine kathrine katheryn: cathy kathy kate katie cate katy kit kitty kay kat cat cath
cecil: ces
cecilia cecelia cecily: cece celia cissy ceci chila sissy
celeste: cel
cesar: cesarin checha
charlene charline: charlie char
charles: charlie chuck chas chaz charley chip chad
charlotte: charlie lottie char lotta
chelsea chelsey: chels
cheryl sheryl: cher sherry
chester: chet
christian cristian: chris cris
christina kristina cristina christine kristine kristin kristen kirsten: chris tina christy chrissy kris kristy kristi christie crissy cris xtina
christopher kristopher: chris topher kit kris christy
clara clare claire clair: clarita clary
clarence: clare clary
claudia claudette: claudie
clayton: clay
clement clemente: clem
clementine: clem clemmie tina
clifford: cliff ford
clifton: cliff
clinton: clint
clyde: cly
colleen: coll
concepcion: concha conchita connie
conrad: con connie
constance: connie connee
consuelo: chelo connie chela
cordelia: delia cordy
corey cory: cor
cornelia: nelly nell corny
cornelius: neil corny con
courtney: court
crescencio: chencho
cruz: crucita
crystal cristal krystal: crys chris
curtis: curt kurt
cynthia: cindy cyndi cindi cyn
cyril: cy
cyrus: cy
dale: daley
damian damien damon: dame
daniel: dan danny dani danl
daniela danielle daniella: dani dannie danni ella
darlene darleen: dar darla
darrell darryl daryl darrel: dar
david: dave davey davy
deanna diana diane dianne deana: di dee dede didi
deborah debra debora: deb debbie debby debi
delbert: del bert
delores dolores deloris: lola dolly lolita dee lolis
denise: dee neecy denny
dennis denis: denny den
derek derrick derik: rick
desiree: desi dez
desmond: des dez
dexter: dex
diego: dieguito
domingo: mingo chomin
dominic dominick dominique: dom nick nicky
donald: don donnie donny
donna: don
dora: dorita
dorothy dorothea: dot dottie dolly dory dora thea dotty
douglas douglass: doug dougie
drusilla: dru
duane dwayne: dewey
duncan: dunc
dustin: dusty
dwight: ike
earl earle:
edgar: ed eddie
edith: edie
edmund edmond: ed eddie ned ted
eduardo: ed eddie lalo edu guayo
edward: ed eddie ted ned teddy eddy edw
edwin: ed eddie ned win
edwina: winnie eddie edie
efrain: efra
eileen aileen ilene: leena
eleanor elinor eleanora elenor: ellie nell nellie nora elle lenora ella
elena helena elaina: ellie lena nena
eli elijah elias: lije
elisa eliza: lisa liza elsa
elizabeth elisabeth: liz beth betty lizzie betsy eliza lisa liza libby bess bessie ellie elsie lib lizzy bette ella eli buffy eliz
elmer: el
eloise: lois ellie
elvira: elvie vira
emanuel emmanuel manuel: manny manolo manuelito meme lolo
emilio: milo emi
emily emilee emilie: em emmy millie emma
emma: em emmy
encarnacion: encarna
enrique: rick kike quique henry ricky rique
erasmo: ras
eric erik erick: rick ricky
erica erika ericka: ricki rikki
ernest earnest: ernie ern
ernesto: ernie neto
esmeralda: esme mera
esperanza: espe pera lancha
esteban: steve stevie teban
estela estella stella estelle: essie stel
esther ester: essie hettie hester
ethan: eth
eugene: gene
eugenia: gena genie
eugenio: gene geno queno
evangeline evangelina: eva evie lina vangie angie
evelyn: eve evie lynn ev
ezekiel: zeke
ezequiel: cheque zeke
ezra: ez
faith: fay fae
federico: fede rico quico lico freddy
felicia felisha: fel fee
felicity: fliss
felipe: phil pipe lipe
felix: fel
ferdinand: ferdie fred freddie nando
fernanda: fer nanda
fernando: fern nando fer ferdie nano
florence: flo flora flossie florrie
floyd: lloyd
frances: fran fanny francie frankie frannie franny fannie sis cissy
francine: fran francie frannie
francis: frank fran frankie
francisca: paca pancha paquita kika fran panchita
francisco: paco pancho frank cisco quico kiko paquito panchito curro fran frankie fco
franklin: frank frankie
frederica fredrica: freddie rica ricki
frederick fredrick frederic fredric: fred freddie freddy rick fritz fredk
gabriel: gabe gabby gabi
gabriela gabrielle gabriella: gabby gaby gabbie gabi brielle ella gaba
gail gale gayle:
garrett garret: gary
gary garry: gare
gavin: gav
genevieve: gen jenny viv eve genny evie
geoffrey jeffrey jeffery jeffry: jeff geoff
george: georgie geo
georgia georgina georgiana: georgie gina
gerald: gerry jerry
geraldine: gerry gerri jerri
gerard gerardo: gerry jerry jera lalo
gertrude: gertie trudy trudie gert
gilbert gilberto: gil bert beto
gina: regina
gloria: glo
gordon: gordy gord don
grace: gracie
graciela: chela grace gracie
graham: gram
gregory gregorio: greg gregg goyo gory
gretchen: greta
griselda: gris zelda
guadalupe: lupe lupita pita guada gpe
guillermina: mina
guillermo: memo william bill willy guille billy
gustavo: gus tavo
gwendolyn gwendoline: gwen wendy lynn
hannah hanna: hanny nan
harold: harry hal harrold
harriet harriett: hattie harry
harrison: harry
harvey: harv
hayley haley hailey: hay
heather: hettie
hector: hec tito
helen helene: nell nellie lena ellie
henrietta: hettie etta hank hattie retta
henry: hank harry hal hen
herbert: herb bert herbie
heriberto: beto herbie
herman: herm manny
hermenegildo: gildo mere
hilario: layo
hipolito: polo poli
hope: hopie
horace horatio: race
howard: howie
hubert: hugh bert hub hubie
hugh hugo: hughie
humberto: beto berto
ian iain:
ignacio: nacho iggy nachito
ignatius: iggy nate
imogen imogene: immy gene
ines inez: nesita
irene: rene renie
irma: irmita
irving irvin ervin: irv erv
isaac isaak: ike zac zak
isabel isabella isabelle isobel ysabel: bella izzy belle chabela chavela chabe isa bel ibby sabella
isaiah: zay
isidore isidro: izzy chilo sid
ismael ishmael: isma mayo
israel: izzy
ivan: van
jack: jackie
jacob: jake jakob jay coby
jacqueline jaqueline jacquelyn jacklyn: jackie jacqui jacky lynn
jaime: jim jaimito
james: jim jimmy jamie jem jimmie jas
jamison jameson: jamie
jane jayne: janie jenny janey
janet janette jeanette jeannette: jan nettie jean jenny
janice janis: jan
jared jarod jarrod: jerry
jasmine jasmin jazmin yasmin: jas jazz min
jason: jay jase
javier: javi xavi
jean jeanne: jeannie jeanie
jedediah jedidiah: jed
jefferson: jeff sonny
jennifer: jen jenny jenn jennie jenni
jeremy jeremiah: jerry jem
jermaine: jerry
jerome: jerry rome
jeronimo geronimo: jero chomo momo
jesse: jess jessie
jessica: jess jessie jessi jessy
jesus: chuy chucho chuyito chus suso
jillian gillian: jill gill jilly
jo joanne joanna joann joan: joey jody joanie
joaquin: quin quincho chimo juaco
joel: joe
john jon: johnny jack johnnie jonny jock
johnathan jonathan jonathon: jon john johnny nathan jonny nate
jordan jordon jorden: jordy judd
jorge: george jorgito coque coco
jose: pepe joe chepe joselito cheo pepito che joey
josefa josefina josephine: josie jo pepa pepita fina chepa chepina josey joey
joseph: joe joey jos jo
joshua: josh
joyce: joy
juan: juanito john johnny juancho
juana: juanita janie nita
juanita: nita
judith: judy judi jude
julia juliana julianna julianne: julie jules jule
julian: jules jule
julie: jules
juliet juliette: julie jules
julio: july julito
julius: jules jule
june: junie
justin: just
justina justine: tina
kaitlyn caitlin katelyn kaitlin caitlyn: kate katie kait cait
karen: kari karrie
kathleen cathleen: kathy kate katie kath kay cathy kat
kelly kelley kellie: kel
kelvin: kel
kendall: ken kenny
kendrick: ken kenny rick
kenneth: ken kenny
kent: ken
kerry keri kerri:
kevin: kev
kimberly kimberley: kim kimmy kimberlee
kurt: curt
lambert: bert
larissa: rissa
laura lora: laurie lori lolly lory
lauren loren: laurie ren
laurence lawrence: larry laurie lars
lavinia: vinnie
leah lea: lee
leander: lee andy
lee leigh:
leland: lee
lena: leni
leo: lee
leonard: len lenny leo lennie
leonardo: leo lenny nardo leon
leonor leonora lenora: nora norita lena
leopold leopoldo: leo polo poldo
leroy: lee roy
leslie lesley: les
lester: les
leticia letitia: lettie tish lety letty ticia
levi: lev
lewis louis luis: lou louie lew luisito lucho
lillian lilian liliana lily lilly: lil lili lilia
lincoln: linc
linda lynda: lindy lin
lindsay lindsey: lin linds
lionel: leo
lisa: lis
lloyd: loy
loretta: lorrie retta etta
lorraine: lorrie raine lori
louisa louise luisa: lou lulu lu isa
lourdes: lulu lula
lucas luke: luca
lucia lucy lucille lucinda: lu luci cindy lucie chia
luciano: chano lucho
lucius: lou lucky
lucretia: lu lucy
luther: lou
luz: lucy lucita lucecita
lydia: liddy lyddie
mabel mable: may amabel
mackenzie mckenzie: mac kenzie mack
madeline madeleine madelyn madalyn magdalena madison: maddie maddy lena magda mads malena maggie
malcolm: mal
marc mark marcus markus: marky marco
marcel marcela marcella: chela marcy
marcia marsha: marcie marcy
marco marcos: marc mark
margaret margarita margarete margret: maggie meg peggy marge margie greta rita megan madge daisy peg mags meggie mago margt
marguerite: rita margie margo
maria: mary mari mia ria marita marucha maruja cuca mariquita ma
mariana marianne marian marion: mary anne mari ann
maribel: mari bel
maricela marisela: chela mari
marilyn: mary lyn lynn
mario: mayo
marjorie margery marjory: marge margie
marlene: marla lena marly
marshall: marsh
martha marta: marty mattie patty
martin: marty mart tin
martina: tina
marvin: marv vin
mary: molly polly mae may mamie moll mare
mateo: teo
matilda mathilda: tilly mattie tillie maud
matthew mathew: matt matty
maureen: mo reenie maurie
maurice: mo maury morrie
mauricio: mau mauro
maximilian maximillian maximiliano: max maxi
maximo: max
maxine: max maxie
maxwell: max
megan meghan meagan: meg
melanie: mel
melinda: mindy linda mel lindy
melissa: missy lissa mel
melody: mel
melvin: mel vin
mercedes: meche mercy merche mercedita
meredith: merry
micah: mike
michael micheal: mike mikey mick mickey micky
michaela mikayla makayla michayla: mickey kayla mick mikki
michelle michele: shelly shelley mich chelle micki
miguel: mike migue mickey michel
milagros: mila mili
mildred: millie milly
millicent: millie milly
milton: milt
miranda: randy mandy mira
miriam: mimi mitzi mim
mitchell: mitch
moises moses: mo moe moi moy
monica: monny moni
monserrat montserrat: montse
montgomery: monty
mortimer: mort morty
muriel: mur
myron: ron
myrtle: myrt
nancy: nan nance
naomi: nomi
natalie natalia nathalie: nat tally talia nata
natasha: tasha nat
nathan: nate nat
nathaniel nathanael: nate nathan nat nathen
natividad: nati
neil neal:
nelson: nels
nicholas nicolas nickolas: nick nicky nico colin klaus cole nik
nicolasa: nica
nicole nichole: nicky nikki nic nicki nico niki
nora norah: nonie
norma: normie
norman: norm
octavio: tavo tavito
oliver: ollie
olivia: liv livvy ollie livia
ophelia ofelia: fela
orlando: lando orly
oscar: ozzie
oswald osvaldo oswaldo: ozzie oz valdo
otis: oats
owen: own
pablo: paul pablito
pamela: pam
patience: pat
patricia: pat patty trish patsy tricia tish pattie paty patti
patricio: pato pat richo
patrick: pat paddy rick patsy
paul: pauly paulie
paula paulina pauline: polly pau paulie lina
paz: pacita
pearl perla: pearlie
pedro: pete perico perucho peter
penelope: penny pen nell
percival: percy
peter: pete
petra: petrita
philip phillip: phil pip flip
phoebe: bee
phyllis philis: phyl
pilar: pili
porfirio: porfi firo
priscilla: cilla prissy cissy
prudence: prue pru
quentin quinton quintin: quint quin
rachel rachael raquel: rae ray shelly
rafael raphael: rafa rafe ralph rafi felo raf
ramiro: rami miro
ramon: ray moncho mon monchi
ramona: mona
randall randolph randal: randy rand
raul: raulito rul
raymond: ray
raymundo: ray mundo
rebecca rebekah rebeca: becky becca beck bex beca reba
refugio: cuca cuco refu
regina: gina reggie
reginald: reggie reg rex
renee rene:
reuben ruben: ben rube benny
reynaldo: rey naldo
rhonda: ron ronnie
ricardo: rick ricky rico richard richie cardo
richard: rick dick rich ricky richie dickie rico ritchie richd
rigoberto: rigo beto
robert: bob rob bobby robbie robby bobbie bert robin robt
roberta: bobbie berta robbie birdie
roberto: beto robert rob bob bobby tito berto
robin robyn: rob
rocio: chio
roderick: rod rick roddy
rodney: rod
rodolfo rodolpho: rudy fito rodo rolo
rodrigo: rod rigo
rogelio: roger rojelio gelio roge
roger rodger: rog
roland rolland: rollie rolly
rolando: rolo rollie lando
ronald: ron ronnie ronny
ronaldo: ron naldo
rosa rose: rosie rosita rosy chayo
rosalie rosalia rosalind rosalyn rosalinda: rosie rose roz rosa ros linda
rosario: charo chayo rosy
rosemary rosemarie: rose rosie romy mary
rosendo: chendo
roxanne roxana roxanna: roxy roxie
ruby rubi:
rudolph rudolf: rudy dolph
russell russel: russ rusty
ruth: ruthie
sabrina: brina bree
sally: sal
salvador: sal chava salvi salva
salvatore: sal sally sam tore
samantha: sam sammie sammy
samson sampson: sam
samuel: sam sammy sammie saml
sandra: sandy sandi
santiago: santi chago tiago jim diego sandy
sarah sara: sadie sally sar
savannah savanna: van
scott: scotty scottie
sean shaun shawn shane:
sebastian: seb bas bastian chano sebas
seraphina serafina: fina
sergio: checo serge chejo yeyo
seymour: sy
sharon: shari shay
shauna shawna:
sheila shelia: shel
shelby: shel
sheldon: shel
sherman: sherm
shirley: shirl
sidney sydney: sid syd
sigmund: sig
silas: si
silvester sylvester: syl sly vester
silvia sylvia: syl silvy chiva
simon: si
simone: moni
socorro: coco coyo
sofia sophia sophie: soph sofi fia chofi
soledad: sole chole
solomon: sol solly
stacy stacey stacie: stace
stanley: stan
stephanie stefanie stephany: steph stevie fanny stef
stephen steven stephan stefan: steve stevie steph
stewart stuart: stu stew
susan susanna susannah suzanne susana: sue susie suzy suzie sukie susy anna
tabitha: tabby
tamara tammara: tammy tam mara
tanya tania tonya: tan
taylor: tay
teodoro: teo lolo ted doro
teofilo: teo filo
terence terrence terrance: terry tel
teresa theresa therese: terry tess terri tere tessa tracy resa teri tessie
thaddeus: tad ted thad
thelma: telma
theodora: dora thea theo teddy
theodore: ted theo teddy dory
thomas: tom tommy thom thos
tiffany: tiff tiffy
timothy: tim timmy
tobias: toby
tomas: tom tommy tomasito
tracy tracey traci:
travis: trav
tremaine: tre
trinidad: trini
tristan: tris
tyler: ty
tyrone: ty
tyson: ty
ulysses ulises: uli lyss
ursula: ursie
valentina valentine: val tina vale
valeria: vale val
valerie: val
vanessa: nessa van vanny
vera: verita
vernon: vern vernie
veronica: ronnie vero roni nica ronni vicky
vicente: chente vince vicen
victor viktor: vic vick vico
victoria: vicky vicki tori vickie vic viki
vincent: vince vinnie vin vinny
viola violet: vi
virginia: ginny ginger gina vicki virgie
vivian vivien viviana: viv vivi
wallace: wally
walter: walt wally wat
warren: ren
wendell: wendy del
wesley: wes
whitney: whit
wilbur wilber: will wil bur
wilfred wilfredo: will fred wilf fredo freddy
wilhelmina: mina willa billie minnie wilma willie
willard: will willie bill
william: bill will billy willie willy liam wil bil wm
wilma: billie
winifred: winnie fred freddie win
winston: win winnie
woodrow: woody
xavier: xavi zave
ximena jimena: xime mena
yesenia jessenia: yesi jessie
yolanda: yoli yola
yvette ivette: eve
yvonne ivonne: eve vonnie evie
zachary zachariah zackary zachery: zach zack zak zac
zenaida: zena
zoe zoey:
`
