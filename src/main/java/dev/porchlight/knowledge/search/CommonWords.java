package dev.porchlight.knowledge.search;

import java.util.Set;

/**
 * Words that questions of any subject have, beside function words. Where no page has one, that says
 * little of whether the pages answer the question.
 */
final class CommonWords {

  private static final Set<String> WORDS =
      Set.of(
          """
          able accept allow another ask available best better bring buy call change check choose
          come contact cost deal different does enough example find first follow fun get give go
          good great happen hear include information involve keep kind last learn leave like list
          long look lot main mean meet mention need new number offer old open order own part pay
          people person place plan possible price prefer provide question read reason recommend
          right run same see sell send set short sort start stay stop story suggest support sure
          take talk teach thing think time today tomorrow topic try turn type use used useful
          usual visit wait want way week whole work worth write year abend alle andere ändern
          anfangen angebot anrufen arbeiten bedeutet beginnen bekommen benutzen bestellen
          besuchen bezahlen bieten bleiben brauchen bringen dauern dauert denken erfahren
          erklären erste etwas fragen fährt ganz gut gute gerne gibt gross groß haben halten
          heißen heute helfen hören informationen jemand kaufen kennen kosten lange leben lernen
          lesen letzte machen mehr melden menschen morgen müssen nehmen neu neue nutzen passiert
          platz preis sagen schicken schreiben sehen selbst stehen suchen tage teil tun verkaufen
          versuchen viel warten weg welche wirklich wissen woche wollen wählen zahlen zeigen zeit
          aider aimer aller an année apprendre arriver attendre aujourd’hui aussi autre avant
          besoin bien bon bonne changer chercher chose choisir commander commencer comprendre
          connaître contacter coûter demain demander demande dernier devoir dire donner durer
          entendre envoyer exemple expliquer faire fois gens grand heure jour lire lieu
          maintenant meilleur même mettre mois montrer nouveau nouvelle obtenir offrir ouvrir
          parler partie passer payer penser personne petit plusieurs pouvoir premier prendre prix
          proposer raison recevoir rester savoir semaine signifier suivre temps tenir trouver
          utiliser vendre venir visiter voir vouloir abrir además ahora algo alguien año antes
          aprender ayer ayuda ayudar bueno buscar cambiar casa comprar conocer contar costar
          creer cuesta dar dejar después día decir diferente empezar encontrar entender enviar
          escribir esperar existe forma gente gran hablar hoy información ir leer llamar llegar
          lugar mañana mejor mismo mes mucho necesito nuevo ofrecen ofrecer otro pagar parte
          pasar pedir pensar persona poder precio primera pregunta quedar querer recibir saber
          salir semana servir tiempo tipo todo tomar trabajar usar vender ver vez vida visitar
          vivir
          """
              .strip()
              .split("\\s+"));

  private CommonWords() {}

  static boolean contain(String word) {
    return WORDS.contains(word);
  }
}
